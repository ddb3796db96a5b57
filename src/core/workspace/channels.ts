import path from "node:path";
import { Problem } from "../problem.ts";
import type { Project } from "./project.ts";
import { faultAt } from "./projectFile.ts";
import type { ChannelSetting } from "./projectTraining.ts";
import { positionAt } from "./textPosition.ts";

/** The data of a channel: a folder of this machine, as an absolute path, or what lies in S3 already. */
export type ChannelSource = { readonly folder: string } | { readonly s3: string };

/** The data of a project's channels. */
export function channelSources({ crate, file }: Project): ReadonlyMap<string, ChannelSource> {
    return new Map(
        Object.entries(file.training.channels).map(([channel, setting]) => {
            const source = channelSource(setting);
            return [channel, "s3" in source ? source : { folder: path.resolve(crate.directory, source.folder) }];
        }),
    );
}

/** The folders of a project's channels as absolute paths: channel → folder. Channels whose data is in S3 have none. */
export function channelFolders(project: Project): ReadonlyMap<string, string> {
    return new Map(
        [...channelSources(project)].flatMap(([channel, source]) => ("folder" in source ? [[channel, source.folder]] : [])),
    );
}

/** Where a setting says that a channel's data is. */
export function channelSource(setting: ChannelSetting): ChannelSource {
    if (typeof setting === "string") {
        return { folder: setting };
    }
    return "s3" in setting ? { s3: setting.s3 } : { folder: setting.folder };
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
