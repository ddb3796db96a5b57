import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { connections } from "./adapters/aws/connections.ts";
import { localServer } from "./adapters/localServer/localServer.ts";
import { localDataDirectory } from "./core/localServer.ts";
import { once } from "./core/once.ts";
import { CRATE_LABEL } from "./core/image/imageBuild.ts";
import { accountText, LOCAL } from "./core/place.ts";
import { buildDiagnostics } from "./editor/buildDiagnostics.ts";
import { imageChecks } from "./editor/checks/imageChecks.ts";
import { registerCommands } from "./editor/commands.ts";
import { deleteEndpoint } from "./editor/commands/deleteEndpoint.ts";
import { deployEndpoint } from "./editor/commands/deployEndpoint.ts";
import type { CrateImage } from "./editor/commands/launchTrainingJob.ts";
import { pickResource } from "./editor/commands/pickResource.ts";
import { runImage } from "./editor/commands/runImage.ts";
import { stopLocalServer } from "./editor/commands/stopLocalServer.ts";
import { stopTrainingJob } from "./editor/commands/stopTrainingJob.ts";
import { copyArn, copyImageDigest, copyImageUri } from "./editor/commands/treeCommands.ts";
import { showTarget } from "./editor/commands/showTarget.ts";
import type { ImageBuilder } from "./editor/image/imageBuilder.ts";
import { registerImageTasks } from "./editor/image/registerImageTasks.ts";
import { logChannel } from "./editor/logChannel.ts";
import { LogTails, type TailTarget } from "./editor/logTails.ts";
import { findProjectFiles } from "./editor/manifests.ts";
import { lazyPanels } from "./editor/panels/lazyPanels.ts";
import type { PanelsNeeds } from "./editor/panels/panels.ts";
import { withProgress } from "./editor/progress.ts";
import { projectFileWarnings } from "./editor/projectFileWarnings.ts";
import { resourceView } from "./editor/resourceView.ts";
import { settings } from "./editor/settings.ts";
import { settledNotice } from "./editor/settledNotice.ts";
import { applyRemedy, showProblem } from "./editor/showProblem.ts";
import { tailSourceOf } from "./editor/tailSources.ts";
import { ImageListings } from "./editor/tree/imageListings.ts";
import { PlaceResources } from "./editor/tree/resources.ts";
import { ResourceTree } from "./editor/tree/resourceTree.ts";
import { tooltipSource } from "./editor/tree/tooltipSource.ts";
import { requireTrust } from "./editor/trust.ts";
import { vscodeAsk as ask } from "./editor/vscodeAsk.ts";
import { PANEL_TYPE } from "./protocol/panelType.ts";

/** Workspace state: the tails that go on, so that the window that is opened next picks them up. */
const TAILS = "tails";

/** Builds every object of the extension and connects them; nothing else in `src` constructs a service. */
export function activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel("Rust on SageMaker", { log: true });
    const report = (error: unknown) => void showProblem(error, log);
    const writeClipboard = (text: string) => vscode.env.clipboard.writeText(text);
    const runCommand = (id: string, ...args: readonly unknown[]) => vscode.commands.executeCommand(id, ...args);

    const dataDirectory = () => settings.localRoot() || localDataDirectory(process.platform, process.env, homedir());
    const program = vscode.Uri.joinPath(context.extensionUri, "dist/localServer/main.cjs").fsPath;
    const server = localServer({ program, dataDirectory, engine: settings.engineProgram, log: (message) => log.info(message) });
    const { jobsIn, endpointsIn, invokeIn, streamsIn, metricsIn, storeIn, repositoriesIn } = connections(() => server.url());
    const diagnostics = buildDiagnostics();

    const place = LOCAL;
    const notice = settledNotice({ ask, wanted: settings.notifications, runCommand });
    const local = new PlaceResources({
        place,
        jobsIn,
        endpointsIn,
        asking: () => {
            if (server.isStopped()) {
                return { not: "Local SageMaker is stopped. Click to start it." };
            }
            return existsSync(dataDirectory()) ? "ask" : "nothing yet";
        },
        onChange: () => {
            view.redraw();
            panelSet.refresh();
        },
        onSettled: (settled) => void notice(settled),
    });
    const localImages = async (signal: AbortSignal) => (await (await images()).engine(signal)).list(CRATE_LABEL, signal);
    const listings = new ImageListings({
        localImages,
        account: async () => (await images()).account(),
        isTrusted: () => vscode.workspace.isTrusted,
        now: Date.now,
    });
    const tree = new ResourceTree({
        resources: [local],
        images: listings,
        account: () => accountText(settings.awsProfile(), settings.awsRegion()),
        tooltipOf: tooltipSource({ jobsIn, endpointsIn }),
    });
    const view = resourceView({
        id: "rustSagemaker.resources",
        tree,
        resources: [local],
        cadence: { active: 500, visible: 3000 },
    });
    const refresh = () => view.refresh();
    const refreshImages = () => {
        listings.forget();
        view.redraw();
    };

    const tails = new LogTails({
        place,
        streamsIn,
        sourceOf: tailSourceOf({ place, jobsIn, endpointsIn }),
        channelOf: logChannel,
        sleep: (ms, signal) => sleep(ms, undefined, { signal }),
        restMs: 100,
        drainMs: 0,
        remember: (targets) => void context.workspaceState.update(TAILS, targets).then(undefined, report),
        onError: report,
    });
    const panelNeeds = {
        extensionUri: context.extensionUri,
        clientsIn: async (one) => ({
            jobs: await jobsIn(one),
            metrics: await metricsIn(one),
            endpoints: await endpointsIn(one),
            invoke: await invokeIn(one),
        }),
        examples: async () => {
            const { savedRequests } = await import("./adapters/workspace/examples.ts");
            return vscode.workspace.isTrusted ? savedRequests(await findProjectFiles()) : [];
        },
        actions: {
            deploy: (subject, job) =>
                void runCommand("rustSagemaker.endpoint.deploy", { kind: "trainingJob", place: subject.place, job }),
            tailLogs: ({ kind, name }) => tails.show({ kind: kind === "job" ? "trainingJob" : "endpoint", name }),
            follow: (remedy) => void applyRemedy(remedy, log).catch(report),
        },
        pollMsIn: () => 1000,
        report,
    } satisfies PanelsNeeds;
    const panelSet = lazyPanels(async () => (await import("./editor/panels/panels.ts")).panels(panelNeeds), report);

    const pickJob = pickResource({ place, list: async (one, signal) => (await jobsIn(one)).list(signal), ask });
    const pickOne = pickResource({ place, list: async (one, signal) => (await endpointsIn(one)).list(signal), ask });
    const target = showTarget({ pickJob, pickEndpoint: pickOne, tails, panels: panelSet });
    const onStarted = (name: string) => {
        refresh();
        tails.show({ kind: "trainingJob", name });
    };
    const images = once(async () => {
        const templates = vscode.Uri.joinPath(context.extensionUri, "templates/dockerfile").fsPath;
        const built = (await import("./images.ts")).images({
            templates,
            runCommand,
            repositoriesIn,
            writeClipboard,
            selected: view.selected,
            onBuilt: refreshImages,
            report,
        });
        context.subscriptions.push(built);
        return built;
    });
    const buildImage: ImageBuilder = async (...build) => (await images()).builder(...build);
    const launchNeeds = { place, jobsIn, storeIn, buildImage, diagnostics, logLine: (line: string) => log.info(line), onStarted };
    const launch = async (signal: AbortSignal, manifest?: vscode.Uri, image?: CrateImage) =>
        (await import("./launch.ts")).launchCommand(launchNeeds)(signal, manifest, image);
    const deploy = deployEndpoint({ jobsIn, endpointsIn, pick: pickJob, ask, progress: withProgress, refresh, requireTrust });
    const copying = { writeClipboard, selected: view.selected, tell: (message: string) => ask.tell(message) };
    const commands = registerCommands(
        {
            "rustSagemaker.job.start": async (signal, manifest) => launch(signal, manifest),
            "rustSagemaker.job.stop": stopTrainingJob({ jobsIn, pick: pickJob, ask, refresh }),
            "rustSagemaker.job.logs": target.jobLogs,
            "rustSagemaker.job.metrics": target.jobMetrics,
            "rustSagemaker.endpoint.deploy": async (signal, node) => deploy(signal, node),
            "rustSagemaker.endpoint.logs": target.endpointLogs,
            "rustSagemaker.endpoint.delete": deleteEndpoint({ endpointsIn, pick: pickOne, ask, refresh }),
            "rustSagemaker.request.open": target.request,
            "rustSagemaker.image.build": async (signal, file) => (await images()).build(signal, file),
            "rustSagemaker.image.createDockerfile": async (signal, manifest) =>
                (await images()).createDockerfile(signal, manifest),
            "rustSagemaker.image.push": async (signal, what) => (await images()).push(signal, what),
            "rustSagemaker.image.pushBuilt": async (signal, what) => (await images()).push(signal, what),
            "rustSagemaker.image.repair": async (signal, node) => (await images()).repair(signal, node),
            "rustSagemaker.image.delete": async (signal, node) => (await images()).delete(signal, node),
            "rustSagemaker.image.copyUri": copyImageUri(copying),
            "rustSagemaker.image.copyDigest": copyImageDigest(copying),
            "rustSagemaker.image.createRepository": async (signal, name) => (await images()).createRepository(signal, name),
            "rustSagemaker.image.run": runImage({
                images: localImages,
                train: launch,
                serve: deploy,
                crateOf: async (file) => (await images()).crateOf(file),
                fetch: async (signal, image) => (await images()).fetch(signal, image),
                ask,
                progress: withProgress,
                requireTrust,
            }),
            "rustSagemaker.image.inspect": async (signal, image) => (await images()).inspect(signal, image),
            "rustSagemaker.image.showOutput": async (signal, crate) => (await images()).showOutput(signal, crate),
            "rustSagemaker.local.stop": stopLocalServer({ runningUrl: server.runningUrl, stop: server.stop, ask, refresh }),
            "rustSagemaker.tree.refresh": async () => {
                refresh();
                refreshImages();
            },
            "rustSagemaker.tree.copyArn": copyArn(copying),
            "rustSagemaker.help.log": async () => log.show(),
        },
        // Whoever runs a command wants an answer of a server that was stopped; whoever merely looks does not.
        (id) => id === "rustSagemaker.local.stop" || server.allowStart(),
        log,
    );

    const followed = context.workspaceState.get<readonly TailTarget[]>(TAILS, []);
    tails.resume(followed);
    if (followed.length > 0) {
        refresh(); // What was followed may still run, and the badge counts it with the sidebar closed too.
    }
    const trusted = vscode.workspace.onDidGrantWorkspaceTrust(refreshImages);
    const configured = vscode.workspace.onDidChangeConfiguration((change) => {
        if (["rustSagemaker.aws", "rustSagemaker.engine"].some((section) => change.affectsConfiguration(section))) {
            refreshImages();
        }
    });
    const tasks = registerImageTasks(async () => (await images()).tasks);
    const checks = imageChecks((error) => log.error(error instanceof Error ? error : String(error)));
    const serializer = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panelSet.serializer);
    context.subscriptions.push(
        log,
        diagnostics,
        tree,
        view,
        tails,
        panelSet,
        serializer,
        commands,
        tasks,
        checks,
        trusted,
        configured,
        projectFileWarnings(),
    );
}
