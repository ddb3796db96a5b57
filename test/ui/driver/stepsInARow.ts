import assert from "node:assert/strict";
import { it } from "node:test";
import type { Workbench } from "./workbench.ts";

/** Answers how to write a step of a line, which stands on the one before: after one that failed, of which a picture is taken, the others fail too. */
export function stepsInARow(workbench: () => Workbench) {
    let broken = false;
    return (title: string, run: () => Promise<void>) =>
        it(title, async () => {
            assert.ok(!broken, "an earlier step failed, and this one stands on it");
            broken = true;
            try {
                await run();
                broken = false;
            } finally {
                if (broken) {
                    await workbench().screenshot("failed");
                }
            }
        });
}
