import { setTimeout as sleep } from "node:timers/promises";
import type { Workbench } from "./workbench.ts";

/** Waits until all checks of a plan have answered; a click in the moment after counts as meant for what stood there before, and does nothing. */
export async function checksAnswered({ quickInput }: Workbench): Promise<void> {
    await quickInput.widget.getByText("Checking…").filter({ visible: true }).first().waitFor({ state: "hidden" });
    await sleep(500);
}
