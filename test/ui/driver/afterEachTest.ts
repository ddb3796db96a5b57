import { afterEach } from "node:test";
import type { Workbench } from "./workbench.ts";

/** After each test of a suite, takes a picture under the test's name and clears what it has left to be seen. */
export function pictureAfterEachTest(workbench: () => Workbench): void {
    afterEach(async (context) => {
        const name = "name" in context ? context.name.replace(/\W+/g, "-").slice(0, 60) : "unknown";
        await workbench().screenshot(name);
        await workbench().run("Notifications: Clear All Notifications");
    });
}
