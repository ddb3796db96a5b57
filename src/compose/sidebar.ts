import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { isSettling } from "../core/endpoint/endpoint.ts";
import { CRATE_LABEL } from "../core/image/imageBuild.ts";
import { isRunning } from "../core/job/trainingJob.ts";
import { type Place, placeName } from "../core/place.ts";
import { filterTree } from "../editor/commands/filterTree.ts";
import { stopLocalServer } from "../editor/commands/stopLocalServer.ts";
import { copyArn } from "../editor/commands/treeCommands.ts";
import type { TailTarget } from "../editor/logs/tailTarget.ts";
import { resourceView } from "../editor/resourceView.ts";
import { settings } from "../editor/settings.ts";
import { settledNotice } from "../editor/settledNotice.ts";
import { NO_FILTER } from "../editor/tree/filter.ts";
import { ImageListings } from "../editor/tree/imageListings.ts";
import { ModelListings } from "../editor/tree/modelListings.ts";
import type { ResourceNode } from "../editor/tree/nodes.ts";
import { PlaceResources } from "../editor/tree/resources.ts";
import { ResourceTree } from "../editor/tree/resourceTree.ts";
import { tooltipSource } from "../editor/tree/tooltipSource.ts";
import { TreeLook } from "../editor/tree/treeLook.ts";
import { WatchedPlaces } from "../editor/tree/watchedPlaces.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { ImageParts } from "./images.ts";
import type { Commands, Shared } from "./shared.ts";

/** What other parts ask of the sidebar. */
export interface Sidebar {
    /** The row that is selected, if one is. */
    readonly selected: () => ResourceNode | undefined;
    /** Asks the places at once, for example after something was started. */
    readonly refresh: () => void;
    /** Forgets the images and models that were listed; they are listed anew when one looks. */
    readonly refreshImages: () => void;
    /** What is known of each place. */
    readonly resources: () => readonly PlaceResources[];
    readonly commands: Commands<
        | "rustSagemaker.local.stop"
        | "rustSagemaker.tree.clearFilter"
        | "rustSagemaker.tree.copyArn"
        | "rustSagemaker.tree.filter"
        | "rustSagemaker.tree.group"
        | "rustSagemaker.tree.more"
        | "rustSagemaker.tree.refresh"
    >;
}

interface Needs {
    readonly images: ImageParts;
    /** Something that is listed is different now. */
    readonly onChange: () => void;
    /** The logs that this window follows. */
    readonly followed: () => readonly TailTarget[];
    /** Whether the status bar tells of costs. */
    readonly isBilled: () => boolean;
}

/** Kept for all windows: whether rows are grouped by day. */
const BY_DAY = "tree.byDay";
/** Kept for one window, for each place: what it will tell of when it comes to rest. */
const WATCHED = "watched/";
const TOGETHER_MS = 500;

/** Builds the tree of places, jobs, endpoints, models and images, and what is told when one of them comes to rest. */
export function sidebar(shared: Shared, { images, onChange, followed, isBilled }: Needs): Sidebar {
    const { context, connectQuietly, account, server, runCommand, writeClipboard } = shared;
    const notice = settledNotice({ ask, wanted: settings.notifications, runCommand, together: () => sleep(TOGETHER_MS) });
    const places = new WatchedPlaces({
        resourcesIn: (place) =>
            new PlaceResources({ ...placeNeeds(shared, place), onChange: changed, onSettled: (one) => void notice(one) }),
        interestIn: ({ place, known }) => {
            const names = new Set(followed().map((one) => `${placeName(one.place)}/${one.name}`));
            const isFollowed = [...known.jobs.filter(isRunning), ...known.endpoints.filter(isSettling)].some(({ name }) =>
                names.has(`${placeName(place)}/${name}`),
            );
            return { isVisible: view.isVisible(), isFollowed, isBilled: isBilled() };
        },
        random: Math.random,
        onChange: changed,
    });
    const resources = () => places.resources;
    const listings = new ImageListings({
        localImages: async (signal) => (await images.engine(signal)).list(CRATE_LABEL, signal),
        account: images.account,
        isTrusted: () => vscode.workspace.isTrusted,
        now: Date.now,
    });
    const models = new ModelListings({
        modelsIn: connectQuietly.modelsIn,
        isAsked: ({ kind }) => kind === "aws" || isLocalAsked(shared) === "ask",
        name: () => look.filter.name,
    });
    const byDay = {
        get: () => context.globalState.get<boolean>(BY_DAY, true),
        set: (isByDay: boolean) => void context.globalState.update(BY_DAY, isByDay),
    };
    const look = new TreeLook({ resources, models, redraw: changed, relist: () => tree.relist(), byDay });
    const tree = new ResourceTree({
        resources,
        images: listings,
        models,
        accountOf: (place) => (place.kind === "aws" ? account.current()?.identity.account : undefined),
        filter: () => look.filter,
        isByDay: byDay.get,
        tooltipOf: tooltipSource(connectQuietly),
    });
    const view = resourceView({ id: "rustSagemaker.resources", tree, onShown: () => places.wake() });
    // In the next turn: whoever looks asks for what is followed and billed, by parts that are built after this one.
    const refresh = () => queueMicrotask(() => places.wake());
    const refreshImages = () => {
        listings.forget();
        models.forget();
        tree.relist();
    };
    const onAccount = account.onDidChange(() => {
        places.connect(account.current()?.place);
        // Somebody has signed in again: what failed meanwhile need not wait for its turn.
        if (!account.isExpired() && places.resources.some(({ failures }) => failures > 0)) {
            refresh();
        }
        refreshImages();
    });
    const trusted = vscode.workspace.onDidGrantWorkspaceTrust(refreshImages);
    const configured = vscode.workspace.onDidChangeConfiguration((change) => {
        if (["rustSagemaker.aws", "rustSagemaker.engine"].some((section) => change.affectsConfiguration(section))) {
            refreshImages();
        }
    });
    context.subscriptions.push(tree, view, places, onAccount, trusted, configured);
    if (view.isVisible()) {
        refresh();
    }
    queueMicrotask(() => places.connect(account.current()?.place));

    function changed(): void {
        view.redraw(places.runningCount);
        onChange();
    }

    return {
        selected: view.selected,
        refresh,
        refreshImages,
        resources,
        commands: {
            "rustSagemaker.local.stop": stopLocalServer({ runningUrl: server.runningUrl, stop: server.stop, ask, refresh }),
            "rustSagemaker.tree.refresh": async () => {
                refresh();
                refreshImages();
            },
            "rustSagemaker.tree.filter": filterTree({
                ask,
                filter: () => look.filter,
                limitTo: (filter, signal) => look.limitTo(filter, signal),
            }),
            "rustSagemaker.tree.clearFilter": (signal) => look.limitTo(NO_FILTER, signal),
            "rustSagemaker.tree.group": async () => look.toggleDays(),
            "rustSagemaker.tree.more": async (signal, group) => look.more(group, signal),
            "rustSagemaker.tree.copyArn": copyArn({
                writeClipboard,
                selected: view.selected,
                tell: (message: string) => ask.tell(message),
            }),
        },
    };
}

/** What the resources of a place are listed with; nothing of it asks the user. */
function placeNeeds(shared: Shared, place: Place) {
    const { context, connectQuietly } = shared;
    const key = `${WATCHED}${placeName(place)}`;
    return {
        place,
        jobsIn: connectQuietly.jobsIn,
        endpointsIn: connectQuietly.endpointsIn,
        asking: () => (place.kind === "aws" ? ("ask" as const) : isLocalAsked(shared)),
        watched: {
            recall: () => context.workspaceState.get<readonly string[]>(key, []),
            remember: (arns: readonly string[]) => void context.workspaceState.update(key, arns),
        },
        now: Date.now,
    };
}

function isLocalAsked({ server, hasLocalData }: Shared) {
    if (server.isStopped()) {
        return { not: "Local SageMaker is stopped. Click to start it." };
    }
    return hasLocalData() ? "ask" : "nothing yet";
}
