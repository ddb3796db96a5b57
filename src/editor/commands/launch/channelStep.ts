import path from "node:path";
import { parseS3Uri } from "../../../core/objectStore.ts";
import type { ChannelSource } from "../../../core/workspace/channels.ts";
import type { Project } from "../../../core/workspace/project.ts";
import type { Ask, PickStep } from "../../ask.ts";

/** Stands before a channel's name in the keys of answers. */
export const CHANNEL = "channel:";

/** The question for the data of a channel: a folder, which is uploaded, or an S3 URI, which can be typed. */
export function channelStep(
    { crate }: Project,
    channel: string,
    source: ChannelSource,
    ask: Pick<Ask, "chooseFolder">,
): PickStep {
    const known =
        "s3" in source
            ? { label: source.s3, value: source.s3 }
            : {
                  label: path.relative(crate.directory, source.folder) || source.folder,
                  detail: source.folder,
                  value: source.folder,
              };
    return {
        kind: "pick",
        key: CHANNEL + channel,
        prompt: `Data of channel "${channel}"; an S3 URI can be typed`,
        choices: [{ ...known, description: "from sagemaker.json" }],
        other: {
            label: "Choose Another Folder…",
            choose: () => ask.chooseFolder(`Folder of channel "${channel}"`, crate.directory),
        },
        typed: (text) =>
            parseS3Uri(text.trim()) === undefined ? undefined : { label: text.trim(), description: "in S3", value: text.trim() },
    };
}
