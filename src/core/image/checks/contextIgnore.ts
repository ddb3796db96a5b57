import path from "node:path";
import { contextFilter } from "../build/buildContext.ts";
import type { Instruction, Stage } from "../dockerfile/dockerfile.ts";
import type { CheckedContext, CheckedImage } from "./checkedImage.ts";
import type { Finding, Fix } from "./finding.ts";

/** cargo's target folder may hold gigabytes, and changes with every build on this machine. */
export function contextWithTarget({ dockerfile, context }: CheckedImage): readonly Finding[] {
    const steps = dockerfile.stages.flatMap((stage) => stage.instructions.map((instruction) => ({ stage, instruction })));
    const [sent] = steps.flatMap(({ stage, instruction }) =>
        context.targetFolders
            .filter((folder) => isSent(folder, stage, instruction, context))
            .map((folder) => ({ folder, instruction })),
    );
    if (sent === undefined) {
        return [];
    }
    const name = path.basename(context.ignorePath);
    const reason = context.ignoreText === undefined ? `there is no ${name}` : `${name} lets it through`;
    return [
        {
            id: "context-with-target",
            severity: "warning",
            message: `This sends cargo's folder ${sent.folder} to the engine, since ${reason}: a build may wait for gigabytes, and every cargo build on this machine makes it start anew.`,
            start: sent.instruction.start,
            end: sent.instruction.end,
            fixes: [ignoreFix(context)],
        },
    ];
}

function isSent(folder: string, stage: Stage, instruction: Instruction, { ignoreText = "" }: CheckedContext): boolean {
    const alone = { args: [], directives: new Map(), stages: [{ ...stage, instructions: [instruction] }] };
    return contextFilter(alone, ignoreText).isSent(path.posix.join(folder, "release/build"));
}

function ignoreFix({ ignorePath, ignoreText }: CheckedContext): Fix {
    const name = path.basename(ignorePath);
    return ignoreText === undefined
        ? { title: `Create ${name}`, changes: [{ kind: "addLines", path: ignorePath, lines: ["**/target", ".git"] }] }
        : { title: `Add **/target to ${name}`, changes: [{ kind: "addLines", path: ignorePath, lines: ["**/target"] }] };
}
