import type { Workbench } from "./workbench.ts";

/** Connects to AWS as a person does, and waits until AWS has said who calls. */
export async function connectToAws(workbench: Workbench, profile: string, region: string): Promise<void> {
    await workbench.run("SageMaker: Connect to AWS…");
    const { quickInput } = workbench;
    await quickInput.waitForTitle("Connect to AWS");
    await quickInput.pick(profile);
    await quickInput.waitForTitle("(2/2)");
    await quickInput.pick(region);
    await workbench.notifications.waitFor("Connected to account");
    await workbench.run("Notifications: Clear All Notifications");
}
