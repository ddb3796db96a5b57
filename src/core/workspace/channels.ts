import path from "node:path";
import { Problem } from "../problem.ts";
import type { Project } from "./project.ts";
import { faultAt } from "./projectFile.ts";
import { positionAt } from "./textPosition.ts";

/** The folders of a project's channels as absolute paths: channel → folder. */
export function channelFolders({ crate, file }: Project): ReadonlyMap<string, string> {
    return new Map(
        Object.entries(file.training.channels).map(([channel, folder]) => [channel, path.resolve(crate.directory, folder)]),
    );
}

/** The failure to show when a channel has no files to train on: it points at the channel in sagemaker.json. */
export function emptyChannel({ filePath, fileText, crate }: Project, channel: string, folder: string): Problem {
    const message = `There are no files to train on in the folder of channel "${channel}": ${folder}.`;
    if (fileText === undefined) {
        return new Problem("channelMissing", message, {
            remedy: { kind: "openFile", label: "Open Cargo.toml", path: crate.manifestPath },
        });
    }
    const { offset } = faultAt(fileText, ["training", "channels", channel], message);
    return new Problem("channelMissing", message, {
        remedy: { kind: "openFile", label: "Open sagemaker.json", path: filePath, ...positionAt(fileText, offset) },
    });
}
