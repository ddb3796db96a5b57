import { mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ImageBuild } from "../../../src/core/image/imageBuild.ts";

/** Plans builds of a tag, each in a context of its own below a folder, which holds `file.txt` beside the Dockerfile. */
export async function buildIn(
    folder: string,
    tag: string,
    dockerfile: string,
    more: Partial<ImageBuild> = {},
): Promise<ImageBuild> {
    const context = await mkdtemp(path.join(folder, "context, "));
    await writeFile(path.join(context, "Dockerfile"), dockerfile);
    await writeFile(path.join(context, "file.txt"), "content\n");
    return {
        dockerfile: path.join(context, "Dockerfile"),
        context,
        target: undefined,
        platform: "linux/amd64",
        buildArgs: {},
        secrets: new Map(),
        tags: [tag],
        labels: {},
        ...more,
    };
}
