import type { BuildDiagnostic } from "../../core/image/build/buildOutput.ts";
import type { ContainerEngine, LocalImage } from "../../core/image/engine/containerEngine.ts";
import type { ImageBuild } from "../../core/image/imageBuild.ts";
import { repositoryOf } from "../../core/image/imagePlan.ts";
import { contentTag } from "../../core/image/imageTags.ts";
import { Problem, type Remedy } from "../../core/problem.ts";
import type { Crate } from "../../core/workspace/crate.ts";
import type { BuildReader, PlannedBuild } from "./buildReader.ts";
import type { BuildView } from "./buildView.ts";

/** An image that was built just now. */
export interface BuiltImage {
    /** `sha256:` and 64 hex digits. */
    readonly id: string;
    /** `REPOSITORY@sha256:…` by the image's id, which names it to Local SageMaker whatever is built later. */
    readonly reference: string;
    /** `REPOSITORY:TAG`; the first tells what it was built from. */
    readonly tags: readonly string[];
    readonly crate: string;
    /** Unpacked, as the engine counts it. */
    readonly sizeBytes: number;
    readonly seconds: number;
}

interface Parts {
    readonly engine: Pick<ContainerEngine, "build" | "inspect" | "tag">;
    readonly readBuild: BuildReader;
    readonly now: () => Date;
}

interface Run {
    readonly planned: PlannedBuild;
    readonly view: BuildView;
    readonly report: (message: string) => void;
}

/** Lets the engine build, shows and reads what it prints, and looks at what came out of it. */
export async function runBuild(parts: Parts, run: Run, signal: AbortSignal): Promise<BuiltImage> {
    const { engine, now } = parts;
    const { project, build } = run.planned;
    const started = now().getTime();
    const id = await engineBuild(parts, run, signal);
    const { sizeBytes } = await suited(engine, build, id, signal);
    const kept = `${repositoryOf(project)}:${contentTag(id)}`;
    await engine.tag(id, kept, signal);
    return {
        id,
        reference: `${repositoryOf(project)}@${id}`,
        tags: [...build.tags, kept],
        crate: project.crate.name,
        sizeBytes,
        seconds: Math.round((now().getTime() - started) / 1000),
    };
}

async function engineBuild({ engine, readBuild }: Parts, { planned, view, report }: Run, signal: AbortSignal): Promise<string> {
    report("building");
    const reading = readBuild(planned, report);
    const output = (text: string) => {
        view.write(text);
        if (!signal.aborted) {
            reading.write(text); // That it was cancelled is no error of the Dockerfile.
        }
    };
    try {
        const id = await engine.build(planned.build, output, signal);
        reading.end();
        return id;
    } catch (error) {
        throw Problem.is(error, "buildFailed") ? inWords(error, planned.project.crate, reading.end()) : error;
    }
}

/** What has a place in the workspace is in the Problems view; of all else the output tells more than a sentence can. */
function inWords(error: Problem, crate: Crate, errors: readonly BuildDiagnostic[]): Problem {
    const [first] = errors;
    if (first === undefined) {
        return error.remedy.kind === "showProblems"
            ? new Problem(error.code, error.message, { remedy: showOutput(crate), cause: error })
            : error;
    }
    const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
    const failed =
        first.source === "rustc" ? `${crate.name} does not compile in its image` : `The image of ${crate.name} cannot be built`;
    return new Problem(error.code, `${failed} (${count}): ${first.message}`, {
        remedy: { kind: "showProblems", label: "Show Problems" },
        cause: error,
    });
}

/** A Dockerfile can name a platform of its own, and SageMaker would start nothing of such an image. */
async function suited(
    engine: Pick<ContainerEngine, "inspect">,
    { platform, dockerfile }: ImageBuild,
    id: string,
    signal: AbortSignal,
): Promise<LocalImage> {
    const image = await engine.inspect(id, signal);
    if (image === undefined) {
        throw new Problem("imageMissing", "The engine has built the image and lost it again. Build it once more.");
    }
    if (image.platform !== platform) {
        throw new Problem(
            "imageRefused",
            `The image is for ${image.platform}, and SageMaker would start it on ${platform}. Take --platform out of the FROM of its last stage.`,
            { remedy: { kind: "openFile", label: "Open Dockerfile", path: dockerfile } },
        );
    }
    return image;
}

/** The button that reveals the terminal of the build of a crate. */
export function showOutput({ name }: Crate): Remedy {
    return { kind: "runCommand", label: "Show Output", command: "rustSagemaker.image.showOutput", args: [name] };
}
