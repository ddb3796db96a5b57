import * as vscode from "vscode";
import { once } from "../core/once.ts";
import type { ContainerEngine } from "../core/image/engine/containerEngine.ts";
import { copyImageDigest, copyImageUri } from "../editor/commands/treeCommands.ts";
import { imageChecks } from "../editor/checks/imageChecks.ts";
import type { ImageBuilder } from "../editor/image/imageBuilder.ts";
import { registerImageTasks } from "../editor/image/registerImageTasks.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { imageCommands } from "./lazy/imageCommands.ts";
import type { Commands, Shared } from "./shared.ts";
import type { Sidebar } from "./sidebar.ts";

type Images = ReturnType<typeof imageCommands>;

/** What has to do with container images; the code behind it is loaded with the first command, task or row that needs it. */
export interface ImageParts {
    readonly engine: (signal: AbortSignal) => Promise<ContainerEngine>;
    readonly account: Images["account"];
    readonly builder: ImageBuilder;
    readonly crateOf: (file: string) => Promise<Awaited<ReturnType<Images["crateOf"]>>>;
    readonly fetch: Images["fetch"];
    readonly pushForTraining: Images["pushForTraining"];
    readonly commands: Commands<
        | "rustSagemaker.image.build"
        | "rustSagemaker.image.createDockerfile"
        | "rustSagemaker.image.push"
        | "rustSagemaker.image.pushBuilt"
        | "rustSagemaker.image.repair"
        | "rustSagemaker.image.delete"
        | "rustSagemaker.image.copyUri"
        | "rustSagemaker.image.copyDigest"
        | "rustSagemaker.image.createRepository"
        | "rustSagemaker.image.inspect"
        | "rustSagemaker.image.showOutput"
    >;
}

export function imageParts(
    { context, log, connect, report, runCommand, writeClipboard, showReport }: Shared,
    sidebar: () => Pick<Sidebar, "selected" | "refreshImages">,
): ImageParts {
    const selected = () => sidebar().selected();
    const loaded = once(async () => {
        const built = (await import("./lazy/imageCommands.ts")).imageCommands({
            templates: vscode.Uri.joinPath(context.extensionUri, "templates/dockerfile").fsPath,
            runCommand,
            repositoriesIn: connect.repositoriesIn,
            writeClipboard,
            selected,
            onBuilt: () => sidebar().refreshImages(),
            report,
            showReport,
        });
        context.subscriptions.push(built);
        return built;
    });
    const copying = { writeClipboard, selected, tell: (message: string) => ask.tell(message) };
    context.subscriptions.push(
        registerImageTasks(async () => (await loaded()).tasks),
        imageChecks((error) => log.error(error instanceof Error ? error : String(error))),
    );
    return {
        engine: async (signal) => (await loaded()).engine(signal),
        account: async () => (await loaded()).account(),
        builder: async (...build) => (await loaded()).builder(...build),
        crateOf: async (file) => (await loaded()).crateOf(file),
        fetch: async (signal, image) => (await loaded()).fetch(signal, image),
        pushForTraining: async (...push) => (await loaded()).pushForTraining(...push),
        commands: {
            "rustSagemaker.image.build": async (signal, file) => (await loaded()).build(signal, file),
            "rustSagemaker.image.createDockerfile": async (signal, manifest) =>
                (await loaded()).createDockerfile(signal, manifest),
            "rustSagemaker.image.push": async (signal, what) => (await loaded()).push(signal, what),
            "rustSagemaker.image.pushBuilt": async (signal, what) => (await loaded()).push(signal, what),
            "rustSagemaker.image.repair": async (signal, node) => (await loaded()).repair(signal, node),
            "rustSagemaker.image.delete": async (signal, node) => (await loaded()).delete(signal, node),
            "rustSagemaker.image.copyUri": copyImageUri(copying),
            "rustSagemaker.image.copyDigest": copyImageDigest(copying),
            "rustSagemaker.image.createRepository": async (signal, name) => (await loaded()).createRepository(signal, name),
            "rustSagemaker.image.inspect": async (signal, image) => (await loaded()).inspect(signal, image),
            "rustSagemaker.image.showOutput": async (signal, crate) => (await loaded()).showOutput(signal, crate),
        },
    };
}
