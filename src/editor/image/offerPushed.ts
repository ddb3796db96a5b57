import type { AcceptedImage } from "../../core/image/push/settlePush.ts";
import { sizeText } from "../../core/text/sizeText.ts";
import type { Ask } from "../ask.ts";
import type { LocalImageTarget } from "./pushSource.ts";

interface Needs {
    readonly ask: Pick<Ask, "tell">;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
    readonly writeClipboard: (text: string) => Thenable<void>;
}

const COPY = "Copy URI";
const RUN = "Run Image Locally…";

/** Tells of an image that was pushed, and offers what comes next. */
export function offerPushed({ ask, runCommand, writeClipboard }: Needs) {
    return async (pushed: AcceptedImage, image: LocalImageTarget): Promise<void> => {
        const pressed = await ask.tell(pushedMessage(pushed), COPY, RUN);
        if (pressed === COPY) {
            await writeClipboard(pushed.uri);
        } else if (pressed === RUN) {
            await runCommand("rustSagemaker.image.run", image);
        }
    };
}

function pushedMessage({ uri, tag, isRepaired, verdict }: AcceptedImage): string {
    const platform = verdict.platform === undefined ? "" : `, ${verdict.platform}`;
    const repaired = isRepaired ? ["Its manifest was put again in Docker's form."] : [];
    return [`Pushed ${uri} (${tag}, ${sizeText(verdict.sizeBytes)}${platform}).`, ...repaired, ...verdict.notes].join(" ");
}
