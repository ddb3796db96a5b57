import { type Place, placeName } from "../../../core/place.ts";
import type { Project } from "../../../core/workspace/project.ts";

/** What is kept for one workspace. */
export interface Memory {
    get(key: string): unknown;
    update(key: string, value: unknown): Thenable<void>;
}

/** The answers of a crate's last launch in each place, so that a launch with one thing changed asks for one thing. */
export interface LastLaunch {
    read(project: Project, place: Place): ReadonlyMap<string, string>;
    write(project: Project, place: Place, answers: ReadonlyMap<string, string>): void;
}

/** Names are used once, images get older, and variables may hold what should be written nowhere. */
const FORGOTTEN = new Set(["jobName", "image", "environment", "options"]);

/**
 * Keeps the answers until sagemaker.json says something else: then what a team has written there counts again. Launches on GPUs have answers of
 * their own, so that neither way proposes the instances of the other.
 */
export function lastLaunch(memory: Memory, sha256OfText: (text: string) => string, isGpu: boolean): LastLaunch {
    const way = isGpu ? "GPU launch" : "launch";
    const keyOf = ({ crate }: Project, place: Place) => `${way} ${placeName(place)} ${crate.manifestPath}`;
    const digestOf = ({ fileText = "" }: Project) => sha256OfText(fileText);
    return {
        read(project, place) {
            if (isJob(project)) {
                return new Map();
            }
            const kept = memory.get(keyOf(project, place));
            return isKept(kept) && kept.file === digestOf(project) ? new Map(kept.answers) : new Map();
        },
        write(project, place, answers) {
            if (isJob(project)) {
                return;
            }
            const kept = { file: digestOf(project), answers: [...answers].filter(([key]) => !FORGOTTEN.has(key)) };
            void memory.update(keyOf(project, place), kept);
        },
    };
}

/** A job that is launched again is proposed as it was, not as another job was changed. */
function isJob({ crate }: Project): boolean {
    return crate.manifestPath === "";
}

interface Kept {
    readonly file: string;
    readonly answers: readonly (readonly [string, string])[];
}

function isKept(value: unknown): value is Kept {
    return (
        typeof value === "object" &&
        value !== null &&
        "file" in value &&
        "answers" in value &&
        Array.isArray(value.answers) &&
        value.answers.every((one) => Array.isArray(one) && one.length === 2 && one.every((text) => typeof text === "string"))
    );
}
