import { channelSource } from "./channels.ts";
import type { ProjectFile } from "./projectFile.ts";

/** A folder that a project file names, and the place of the name in it. */
export interface NamedFolder {
    readonly path: readonly string[];
    readonly folder: string;
}

/** The folders that a project file names, relative to it: a missing one is worth a warning before a job fails for it. */
export function namedFolders({ training, endpoint }: ProjectFile): readonly NamedFolder[] {
    const channels = Object.entries(training.channels).flatMap(([name, setting]) => {
        const source = channelSource(setting);
        const place = ["training", "channels", name, ...(typeof setting === "string" ? [] : ["folder"])];
        return "folder" in source ? [{ path: place, folder: source.folder }] : [];
    });
    return endpoint.examples === undefined
        ? channels
        : [...channels, { path: ["endpoint", "examples"], folder: endpoint.examples }];
}
