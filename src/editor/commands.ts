import * as vscode from "vscode";
import type { DeployTarget } from "./commands/endpoint/deploySource.ts";
import type { InspectedImage } from "./commands/image/inspectImage.ts";
import type { CrateImage } from "./commands/launch/launchTrainingJob.ts";
import type { ClickedFile } from "./commands/image/pickLocalImage.ts";
import type { WantedQuota } from "./commands/account/requestQuotaIncrease.ts";
import { isAbort } from "./ending.ts";
import type { LocalImageTarget } from "./image/pushSource.ts";
import { showProblem } from "./showProblem.ts";
import type { Paged } from "./tree/messageRow.ts";
import type { EndpointNode, ModelNode, ResourceNode, TrainingJobNode } from "./tree/nodes.ts";

/** Every command of this extension and what it is called with. package.json lists the same ids; a test compares them. */
export interface CommandArgs {
    /** A Cargo.toml or sagemaker.json, or a row of the tree that says where. */
    "rustSagemaker.job.start": [target?: vscode.Uri | ResourceNode];
    "rustSagemaker.job.startGpu": [target?: vscode.Uri | ResourceNode];
    "rustSagemaker.job.showRequest": [target?: vscode.Uri | ResourceNode];
    "rustSagemaker.job.preflight": [target?: vscode.Uri | ResourceNode];
    "rustSagemaker.job.again": [node?: TrainingJobNode];
    "rustSagemaker.job.againWithChanges": [node?: TrainingJobNode];
    "rustSagemaker.job.runLocal": [node?: TrainingJobNode];
    /** A job, an endpoint, or what VS Code hands to a command of an editor. */
    "rustSagemaker.copy.cli": [what?: unknown];
    "rustSagemaker.copy.python": [what?: unknown];
    "rustSagemaker.copy.rust": [what?: unknown];
    "rustSagemaker.job.stop": [node?: TrainingJobNode];
    "rustSagemaker.job.endWarmPool": [node?: TrainingJobNode];
    "rustSagemaker.job.logs": [node?: TrainingJobNode];
    "rustSagemaker.job.logsFrom": [node?: TrainingJobNode];
    "rustSagemaker.job.metrics": [node?: TrainingJobNode];
    "rustSagemaker.job.explain": [node?: TrainingJobNode];
    "rustSagemaker.endpoint.deploy": [target?: DeployTarget];
    "rustSagemaker.endpoint.logs": [node?: EndpointNode];
    "rustSagemaker.endpoint.logsFrom": [node?: EndpointNode];
    "rustSagemaker.endpoint.explain": [node?: EndpointNode];
    "rustSagemaker.endpoint.delete": [node?: EndpointNode];
    "rustSagemaker.model.delete": [node?: ModelNode];
    "rustSagemaker.operations.show": [];
    "rustSagemaker.request.open": [node?: EndpointNode];
    /** A Dockerfile, or a Cargo.toml or sagemaker.json. */
    "rustSagemaker.image.build": [file?: { readonly fsPath?: string }];
    "rustSagemaker.image.createDockerfile": [manifest?: { readonly fsPath?: string }];
    "rustSagemaker.image.push": [what?: LocalImageTarget | { readonly fsPath?: string }];
    /** The same for an image that is there: a menu names a command by its title alone. */
    "rustSagemaker.image.pushBuilt": [what?: LocalImageTarget];
    "rustSagemaker.image.repair": [node?: ResourceNode];
    "rustSagemaker.image.delete": [node?: ResourceNode];
    "rustSagemaker.image.copyUri": [node?: ResourceNode];
    "rustSagemaker.image.copyDigest": [node?: ResourceNode];
    "rustSagemaker.image.createRepository": [name?: string];
    /** Without one, the user picks among the images of this machine. */
    "rustSagemaker.image.run": [image?: CrateImage | InspectedImage | ClickedFile];
    "rustSagemaker.image.inspect": [image?: InspectedImage | ClickedFile];
    "rustSagemaker.image.showOutput": [crate?: string];
    "rustSagemaker.logs.stop": [];
    "rustSagemaker.logs.liveTail": [node?: TrainingJobNode | EndpointNode];
    "rustSagemaker.logs.openFull": [];
    "rustSagemaker.account.choosePlace": [];
    "rustSagemaker.account.connect": [];
    "rustSagemaker.account.signIn": [];
    "rustSagemaker.account.disconnect": [];
    "rustSagemaker.role.choose": [];
    "rustSagemaker.quota.requestIncrease": [wanted?: WantedQuota];
    "rustSagemaker.local.stop": [];
    "rustSagemaker.tree.refresh": [];
    "rustSagemaker.tree.filter": [];
    "rustSagemaker.tree.clearFilter": [];
    "rustSagemaker.tree.group": [];
    "rustSagemaker.tree.more": [group: Paged];
    "rustSagemaker.cost.show": [];
    "rustSagemaker.tree.copyArn": [node?: ResourceNode];
    "rustSagemaker.help.log": [];
}

/** A handler for each command; the signal ends when the extension is shut down. */
export type Handlers = {
    readonly [Id in keyof CommandArgs]: (signal: AbortSignal, ...args: CommandArgs[Id]) => Promise<void>;
};

type Handler = (signal: AbortSignal, ...args: never[]) => Promise<void>;

/** Registers a handler for every command, each of which is announced before it runs. Leaving one out does not compile. */
export function registerCommands(
    handlers: Handlers,
    announce: (id: string) => void,
    log: vscode.LogOutputChannel,
): vscode.Disposable {
    const closing = new AbortController();
    const registrations = Object.entries<Handler>(handlers).map(([id, handler]) =>
        vscode.commands.registerCommand(id, async (...args: never[]) => {
            log.debug(`Command ${id}`);
            try {
                announce(id);
                await handler(closing.signal, ...args);
            } catch (error) {
                if (!isAbort(error)) {
                    await showProblem(error, log);
                }
            }
        }),
    );
    return vscode.Disposable.from(...registrations, { dispose: () => closing.abort() });
}
