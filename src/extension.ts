import type * as vscode from "vscode";
import { runningCosts } from "./compose/cost.ts";
import { endpoints as composeEndpoints } from "./compose/endpoints.ts";
import { failures } from "./compose/failures.ts";
import { imageParts } from "./compose/images.ts";
import { logs } from "./compose/logs.ts";
import { panels as composePanels } from "./compose/panels.ts";
import { preflightParts } from "./compose/preflight.ts";
import { share } from "./compose/shared.ts";
import { sidebar as composeSidebar } from "./compose/sidebar.ts";
import { targets } from "./compose/targets.ts";
import { trainingJobs } from "./compose/trainingJobs.ts";
import { registerCommands } from "./editor/commands.ts";
import { projectFileWarnings } from "./editor/projectFileWarnings.ts";

/** Builds the parts of the extension and connects them; nothing outside `src/compose` constructs a service. */
export function activate(context: vscode.ExtensionContext): void {
    const shared = share(context);
    const { log, server } = shared;
    const images = imageParts(shared, () => sidebar);
    const sidebar = composeSidebar(shared, {
        images,
        onChange: () => {
            panels.refresh();
            costs.refresh();
        },
        followed: () => tails.followed(),
        isBilled: () => costs.isBilled(),
    });
    const costs = runningCosts(shared, sidebar);
    const tails = logs(shared, sidebar.refresh);
    const panels = composePanels(shared, tails);
    const checks = preflightParts(shared);
    const endpoints = composeEndpoints(shared, { sidebar, preflight: checks.preflight });
    const commands = registerCommands(
        {
            ...sidebar.commands,
            ...costs.commands,
            ...images.commands,
            ...tails.commands,
            ...failures(shared),
            ...targets(shared, { tails, panels }),
            ...endpoints.commands,
            ...checks.commands,
            ...trainingJobs(shared, {
                images,
                sidebar,
                tails,
                preflight: checks.preflight,
                serveHere: endpoints.serveHere,
                lookSoon: endpoints.lookSoon,
            }),
            ...shared.accountCommands,
            "rustSagemaker.help.log": async () => log.show(),
        },
        // Whoever runs a command wants an answer of a server that was stopped; whoever merely looks does not.
        (id) => id === "rustSagemaker.local.stop" || server.allowStart(),
        log,
    );
    context.subscriptions.push(commands, projectFileWarnings());
}
