import type { ContainerEngine } from "../../core/image/engine/containerEngine.ts";
import type { ImageBuild, SecretSource } from "../../core/image/imageBuild.ts";
import { type ImagePurpose, planImage, repositoryOf } from "../../core/image/imagePlan.ts";
import { type SourceState, sourceTag } from "../../core/image/imageTags.ts";
import { Problem } from "../../core/problem.ts";
import type { Project } from "../../core/workspace/project.ts";
import { endingOf } from "../ending.ts";
import type { BuildView } from "./buildView.ts";
import type { BuildReader, PlannedBuild } from "./buildReader.ts";
import { readDockerfile } from "./readDockerfile.ts";
import { type BuiltImage, runBuild, showOutput } from "./runBuild.ts";

/** What an image is built for, and how. */
export interface ImageChoice extends ImagePurpose {
    /** Tags beside the one that tells what the image was built from, without the repository. */
    readonly tags?: readonly string[];
    /** Where the build is watched, if not in a terminal of its own. */
    readonly view?: BuildView;
}

/**
 * Builds the image of a project. What stands in the way is asked about or refused before the engine starts; all that was started has ended
 * when the signal's AbortError, or a Problem with a way out, comes back.
 */
export type ImageBuilder = (
    project: Project,
    choice: ImageChoice,
    report: (message: string) => void,
    signal: AbortSignal,
) => Promise<BuiltImage>;

interface Needs {
    readonly engine: (signal: AbortSignal) => Promise<Pick<ContainerEngine, "build" | "inspect" | "tag">>;
    readonly readText: (file: string) => Promise<string | undefined>;
    /** What git knows of a folder; undefined where there is no commit. */
    readonly sourceOf: (directory: string, signal: AbortSignal) => Promise<SourceState | undefined>;
    /** Refuses a source of a secret that holds none. */
    readonly checkSecrets: (secrets: ReadonlyMap<string, SecretSource>) => Promise<void>;
    readonly secrets: () => ReadonlyMap<string, SecretSource>;
    readonly checkContext: (project: Project, build: ImageBuild, signal: AbortSignal) => Promise<void>;
    readonly viewOf: (crate: string) => BuildView;
    readonly readBuild: BuildReader;
    readonly now: () => Date;
    readonly requireTrust: () => void;
    readonly onBuilt: () => void;
}

/** Makes the one builder of this window: it builds one image of a repository at a time. */
export function imageBuilder(needs: Needs): ImageBuilder {
    const building = new Set<string>();

    return async (project, choice, report, signal) => {
        needs.requireTrust();
        const repository = repositoryOf(project);
        if (building.has(repository)) {
            throw new Problem(
                "wrongState",
                `An image of ${repository} is being built already. Wait for it, or cancel it first.`,
                {
                    remedy: showOutput(project.crate),
                },
            );
        }
        building.add(repository);
        try {
            return await prepareAndBuild(project, choice, report, signal);
        } finally {
            building.delete(repository);
        }
    };

    async function prepareAndBuild(
        project: Project,
        choice: ImageChoice,
        report: (message: string) => void,
        signal: AbortSignal,
    ): Promise<BuiltImage> {
        report("preparing");
        const planned = await planOf(project, choice, signal);
        const { build } = planned;
        await needs.checkSecrets(build.secrets);
        const engine = await needs.engine(signal);
        await engine.inspect(build.tags[0] ?? "", signal); // An engine that is down is told before anything is asked.
        report("measuring the build context");
        await needs.checkContext(project, build, signal);
        const parts = { engine, readBuild: needs.readBuild, now: needs.now };
        const built = await watched(planned, choice.view, signal, (view, cancelled) =>
            runBuild(parts, { planned, view, report }, cancelled),
        );
        needs.onBuilt();
        return built;
    }

    async function planOf(project: Project, choice: ImageChoice, signal: AbortSignal): Promise<PlannedBuild> {
        const dockerfile = await readDockerfile(needs.readText, project);
        const source = await needs.sourceOf(project.crate.directory, signal);
        const tags = [sourceTag(source, needs.now()), ...(choice.tags ?? [])];
        return { project, dockerfile, build: planImage({ ...choice, project, dockerfile, tags, secrets: needs.secrets() }) };
    }

    /** Runs a build in its view, where the user can cancel it too and reads how it ended. */
    async function watched(
        { project, build }: PlannedBuild,
        wanted: BuildView | undefined,
        signal: AbortSignal,
        run: (view: BuildView, signal: AbortSignal) => Promise<BuiltImage>,
    ): Promise<BuiltImage> {
        const cancelledThere = new AbortController();
        const view = wanted ?? needs.viewOf(project.crate.name);
        view.begin(`Building ${build.tags[0]} for ${build.platform}. Ctrl+C cancels.`, () => cancelledThere.abort());
        try {
            const built = await run(view, AbortSignal.any([signal, cancelledThere.signal]));
            view.end(`Built ${built.tags.join(", ")} in ${built.seconds} s.`, "succeeded");
            return built;
        } catch (error) {
            view.end(endingOf(error), "failed");
            throw error;
        }
    }
}
