import type { Workbench } from "./workbench.ts";

/** Takes the default of every step that a command asks. */
export async function acceptSteps({ quickInput }: Workbench): Promise<void> {
    await quickInput.waitForTitle(/\(1\/\d\)/);
    const steps = Number(/\/(\d)\)/.exec(await quickInput.title())?.[1]);
    for (let step = 1; step <= steps; step++) {
        await quickInput.waitForTitle(`(${step}/${steps})`);
        await quickInput.accept();
    }
}
