import { sizeText } from "../../core/text/sizeText.ts";
import type { Ask } from "../ask.ts";
import type { BuiltImage } from "./runBuild.ts";

interface Needs {
    readonly ask: Pick<Ask, "tell">;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
}

/** Tells of an image that was built, and offers what comes next. */
export function offerNext({ ask, runCommand }: Needs) {
    return async ({ tags, reference, crate, sizeBytes, seconds }: BuiltImage): Promise<void> => {
        const steps = new Map([
            ["Run Image Locally…", "rustSagemaker.image.run"],
            ["Push to ECR…", "rustSagemaker.image.push"],
        ]);
        const message = `Image built: ${tags[0]}, ${sizeText(sizeBytes)} in ${seconds} s.`;
        const command = steps.get((await ask.tell(message, ...steps.keys())) ?? "");
        if (command !== undefined) {
            await runCommand(command, { kind: "localImage", reference, crate });
        }
    };
}
