import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type * as vscode from "vscode";
import { cargo as cargoCommand } from "../../adapters/cargo/cargo.ts";
import { findContainerEngine } from "../../adapters/engine/containerEngine.ts";
import { withTarFile } from "../../adapters/engine/tarFile.ts";
import { sourceOf } from "../../adapters/git/git.ts";
import { contextSize } from "../../adapters/workspace/context.ts";
import { readProject } from "../../adapters/workspace/project.ts";
import type { ImageRepositories } from "../../core/image/push/imageRepositories.ts";
import { projectFor } from "../../core/image/imagePlan.ts";
import type { Place } from "../../core/place.ts";
import { PROJECT_FILE, type Project } from "../../core/workspace/project.ts";
import { buildImage, planBuild } from "../../editor/commands/image/buildImage.ts";
import { createDockerfile } from "../../editor/commands/image/createDockerfile.ts";
import { createRepository } from "../../editor/commands/image/createRepository.ts";
import { deleteImage } from "../../editor/commands/image/deleteImage.ts";
import { fetchImage } from "../../editor/commands/image/fetchImage.ts";
import { inspectImage } from "../../editor/commands/image/inspectImage.ts";
import { pickProject } from "../../editor/commands/pickProject.ts";
import { pushImage } from "../../editor/commands/image/pushImage.ts";
import { repairImage } from "../../editor/commands/image/repairImage.ts";
import { checkSecrets, readSecretSources } from "../../editor/image/buildSecrets.ts";
import type { BuildView } from "../../editor/image/buildView.ts";
import { buildTerminals } from "../../editor/image/buildTerminals.ts";
import { crateOfFile } from "../../editor/image/crateOfFile.ts";
import { contextCheck } from "../../editor/image/contextCheck.ts";
import { imageBuilder } from "../../editor/image/imageBuilder.ts";
import { imageDiagnostics } from "../../editor/image/imageDiagnostics.ts";
import { imageUseOf } from "../../editor/image/imageUse.ts";
import { imageTasks } from "../../editor/image/imageTasks.ts";
import { offerNext } from "../../editor/image/offerNext.ts";
import { offerPushed } from "../../editor/image/offerPushed.ts";
import { pushSource } from "../../editor/image/pushSource.ts";
import { readBuild } from "../../editor/image/readBuild.ts";
import { runImageTask } from "../../editor/image/runImageTask.ts";
import { showBuildOutput } from "../../editor/image/showBuildOutput.ts";
import { isFile, openFolders, openText, readText, writeText } from "../../editor/image/textFiles.ts";
import { findManifests } from "../../editor/manifests.ts";
import { withProgress } from "../../editor/progress.ts";
import { settings } from "../../editor/settings.ts";
import type { ResourceNode } from "../../editor/tree/nodes.ts";
import type { ShowReport } from "../../editor/reportDocuments.ts";
import { requireTrust } from "../../editor/trust.ts";
import { vscodeAsk as ask } from "../../editor/vscodeAsk.ts";

interface Needs {
    /** The folder of the Dockerfile that a crate without one gets. */
    readonly templates: string;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
    readonly repositoriesIn: (place: Place) => Promise<ImageRepositories>;
    readonly writeClipboard: (text: string) => Thenable<void>;
    readonly selected: () => ResourceNode | undefined;
    /** An image or a repository came or went. */
    readonly onBuilt: () => void;
    readonly report: (error: unknown) => void;
    readonly showReport: ShowReport;
}

/**
 * Builds what has to do with container images; loaded with the first command or task that needs it.
 * There is one for each window, because it keeps the terminals and knows which image is being built.
 */
export function imageCommands({
    templates,
    runCommand,
    repositoriesIn,
    writeClipboard,
    selected,
    onBuilt,
    report,
    showReport,
}: Needs) {
    const cargo = cargoCommand(settings.cargoProgram);
    const pick = pickProject({ cargo, manifests: findManifests, readProject, ask, question: "Image of which crate?" });
    const projectOf = (signal: AbortSignal, file?: string) =>
        pick(signal, file !== undefined && hasManifest(file) ? file : undefined);
    const engine = (signal: AbortSignal) => {
        const [program, search] = [settings.engineProgram(), process.env["PATH"] ?? ""];
        return findContainerEngine({ path: program, search, forbidden: openFolders() }, signal);
    };
    const closing = new AbortController();
    const terminals = buildTerminals();
    const diagnostics = imageDiagnostics();
    const builder = imageBuilder({
        engine,
        readText,
        sourceOf: (directory, signal) => sourceOf(directory, openFolders(), signal),
        checkSecrets: checkSecrets({ env: process.env, exists: isFile }),
        secrets: () => readSecretSources(settings.imageSecrets(), homedir()),
        checkContext: contextCheck({ contextSize, readText, writeText, ask }),
        viewOf: terminals.viewOf,
        readBuild: readBuild({ diagnostics, exists: existsSync }),
        now: () => new Date(),
        requireTrust,
        onBuilt,
    });
    const offer = offerNext({ ask, runCommand });
    const plan = planBuild({ projectOf, readText, ask, requireTrust });
    const account = async () => {
        const { awsPlace } = await import("../../adapters/aws/awsPlace.ts");
        const place = await awsPlace(settings.awsProfile(), settings.awsRegion());
        return { place, repositories: await repositoriesIn(place) };
    };
    const offerUri = offerPushed({ ask, runCommand, writeClipboard });
    const pushing = {
        engine,
        ask,
        progress: withProgress,
        rest: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
        requireTrust,
    };
    const pushIn = (view?: BuildView, onPushed = () => {}) =>
        pushImage({
            ...pushing,
            account,
            sourceOf: pushSource({
                engine,
                plan,
                build: ({ project, choice }, say, signal) => builder(project, view ? { ...choice, view } : choice, say, signal),
                ask,
                progress: withProgress,
            }),
            viewOf: view ? () => view : terminals.viewOf,
            onPushed(pushed, image) {
                onPushed();
                onBuilt();
                void offerUri(pushed, image).catch(report);
            },
        });
    const run = runImageTask({
        projectOf,
        build: builder,
        async push(view, signal, manifest) {
            let isPushed = false;
            await pushIn(view, () => (isPushed = true))(signal, manifest);
            return isPushed;
        },
        report,
        requireTrust,
        closing: closing.signal,
    });
    /** The image of a crate, built for training on an instance type and pushed to a place; undefined when the user gave up. */
    const pushForTraining = async (project: Project, instanceType: string, place: Place, signal: AbortSignal) => {
        let uri: string | undefined;
        const push = pushImage({
            ...pushing,
            account: async () => ({ place, repositories: await repositoriesIn(place) }),
            sourceOf: pushSource({
                engine,
                plan: async () => ({
                    project: projectFor(instanceType, project),
                    choice: { purpose: "training", instanceType, tags: [] },
                }),
                build: ({ choice }, say, until) => builder(project, choice, say, until),
                ask,
                progress: withProgress,
            }),
            viewOf: terminals.viewOf,
            onPushed(pushed) {
                uri = pushed.uri;
                onBuilt();
            },
        });
        await push(signal);
        return uri;
    };
    const manifests = async () => (await findManifests()).filter(isDescribed);
    const template = async () => (await readText(path.join(templates, "Dockerfile"))) ?? "";
    return {
        engine,
        builder,
        account,
        crateOf: crateOfFile,
        fetch: fetchImage({ engine, repositoriesIn, ask, progress: withProgress }),
        repair: repairImage({
            repositoriesIn,
            selected,
            ask,
            progress: withProgress,
            writeClipboard,
            refresh: onBuilt,
            requireTrust,
        }),
        delete: deleteImage({ engine, repositoriesIn, selected, ask, progress: withProgress, refresh: onBuilt, requireTrust }),
        build: buildImage({
            projectOf,
            readText,
            build: builder,
            ask,
            progress: withProgress,
            onBuilt: (image) => void offer(image).catch(report),
            requireTrust,
        }),
        createDockerfile: createDockerfile({ projectOf, template, readText, writeText, open: openText, ask, requireTrust }),
        push: pushIn(),
        pushForTraining,
        createRepository: createRepository({
            account,
            ask,
            progress: withProgress,
            writeClipboard,
            refresh: onBuilt,
            requireTrust,
        }),
        inspect: inspectImage({
            engine,
            withFile: withTarFile,
            manifestOf: async ({ place, repository, digest }, signal) =>
                (await repositoriesIn(place)).manifest(repository, digest, signal),
            useOf: imageUseOf,
            show: showReport,
            crateOf: crateOfFile,
            ask,
            progress: withProgress,
            requireTrust,
        }),
        showOutput: showBuildOutput({ terminals, ask }),
        tasks: imageTasks({ manifests, run }),
        dispose() {
            closing.abort();
            terminals.dispose();
            diagnostics.dispose();
        },
    } satisfies vscode.Disposable & Record<string, unknown>;
}

/** A Dockerfile may lie where no crate is; then the user says which one is meant. */
function hasManifest(file: string): boolean {
    return existsSync(path.join(path.dirname(file), "Cargo.toml"));
}

function isDescribed(manifest: string): boolean {
    return ["Dockerfile", PROJECT_FILE].some((name) => existsSync(path.join(path.dirname(manifest), name)));
}
