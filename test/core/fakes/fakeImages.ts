import type { ContainerEngine, EngineOutput, LocalImage } from "../../../src/core/image/engine/containerEngine.ts";
import type { ImageBuild } from "../../../src/core/image/imageBuild.ts";
import type { Project } from "../../../src/core/workspace/project.ts";
import { ProjectFile } from "../../../src/core/workspace/projectFile.ts";
import type { BuildView } from "../../../src/editor/image/buildView.ts";

/** The project of a crate in /iris with these contents of sagemaker.json. */
export function projectWith(file: object = {}, crate: Partial<Project["crate"]> = {}): Project {
    const directory = crate.directory ?? "/iris";
    return {
        crate: {
            name: "iris",
            manifestPath: `${directory}/Cargo.toml`,
            directory,
            workspaceRoot: directory,
            bins: ["train", "serve"],
            ...crate,
        },
        file: ProjectFile.parse(file),
        filePath: `${directory}/sagemaker.json`,
        fileText: undefined,
    };
}

/** The id of the image that the fake engine builds. */
export const IMAGE_ID = `sha256:${"3f".repeat(32)}`;

/** An image as the engine tells of it, for linux/amd64 unless told otherwise. */
export function localImage(over: Partial<LocalImage> = {}): LocalImage {
    return {
        id: IMAGE_ID,
        tags: [],
        digests: [],
        platform: "linux/amd64",
        createdAt: 0,
        sizeBytes: 81e6,
        labels: {},
        entrypoint: [],
        command: [],
        user: "",
        environment: [],
        ...over,
    };
}

/** An engine whose builds go as the test says; it remembers what it was asked for. */
export function fakeEngine(build: (output: EngineOutput, signal: AbortSignal) => Promise<void>, image = localImage()) {
    const builds: ImageBuild[] = [];
    const tagged: string[] = [];
    return {
        builds,
        tagged,
        async build(plan, output, signal) {
            builds.push(plan);
            await build(output, signal);
            return image.id;
        },
        inspect: async (reference) => (reference === image.id ? image : undefined),
        tag: async (id, reference) => void tagged.push(`${id} ${reference}`),
    } satisfies Pick<ContainerEngine, "build" | "inspect" | "tag"> & Record<string, unknown>;
}

/** A view that remembers what it showed, and in which the test can cancel. */
export function fakeView() {
    const shown: string[] = [];
    let cancel = () => {};
    return {
        shown,
        cancel: () => cancel(),
        begin(heading, end) {
            cancel = end;
            shown.push(heading);
        },
        write: (text) => void shown.push(text),
        end: (sentence, outcome) => void shown.push(`${outcome}: ${sentence}`),
    } satisfies BuildView & Record<string, unknown>;
}
