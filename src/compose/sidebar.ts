import * as vscode from "vscode";
import { CRATE_LABEL } from "../core/image/imageBuild.ts";
import { accountText, LOCAL } from "../core/place.ts";
import { stopLocalServer } from "../editor/commands/stopLocalServer.ts";
import { copyArn } from "../editor/commands/treeCommands.ts";
import { resourceView } from "../editor/resourceView.ts";
import { settings } from "../editor/settings.ts";
import { settledNotice } from "../editor/settledNotice.ts";
import { ImageListings } from "../editor/tree/imageListings.ts";
import type { ResourceNode } from "../editor/tree/nodes.ts";
import { PlaceResources } from "../editor/tree/resources.ts";
import { ResourceTree } from "../editor/tree/resourceTree.ts";
import { tooltipSource } from "../editor/tree/tooltipSource.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { ImageParts } from "./imageCommands.ts";
import type { Commands, Shared } from "./shared.ts";

/** What other parts ask of the sidebar. */
export interface Sidebar {
    /** The row that is selected, if one is. */
    readonly selected: () => ResourceNode | undefined;
    /** Asks the places at once, for example after something was started. */
    readonly refresh: () => void;
    /** Forgets the images that were listed; they are listed anew when one looks. */
    readonly refreshImages: () => void;
    readonly commands: Commands<"rustSagemaker.local.stop" | "rustSagemaker.tree.refresh" | "rustSagemaker.tree.copyArn">;
}

/** Builds the tree of places, jobs, endpoints and images, and what is told when one of them comes to rest. */
export function sidebar(
    { context, connect, server, hasLocalData, runCommand, writeClipboard }: Shared,
    images: ImageParts,
    onChange: () => void,
): Sidebar {
    const { jobsIn, endpointsIn } = connect;
    const notice = settledNotice({ ask, wanted: settings.notifications, runCommand });
    const local = new PlaceResources({
        place: LOCAL,
        jobsIn,
        endpointsIn,
        asking: () => {
            if (server.isStopped()) {
                return { not: "Local SageMaker is stopped. Click to start it." };
            }
            return hasLocalData() ? "ask" : "nothing yet";
        },
        onChange: () => {
            view.redraw();
            onChange();
        },
        onSettled: (settled) => void notice(settled),
    });
    const listings = new ImageListings({
        localImages: async (signal) => (await images.engine(signal)).list(CRATE_LABEL, signal),
        account: images.account,
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
    const trusted = vscode.workspace.onDidGrantWorkspaceTrust(refreshImages);
    const configured = vscode.workspace.onDidChangeConfiguration((change) => {
        if (["rustSagemaker.aws", "rustSagemaker.engine"].some((section) => change.affectsConfiguration(section))) {
            refreshImages();
        }
    });
    context.subscriptions.push(tree, view, trusted, configured);
    return {
        selected: view.selected,
        refresh,
        refreshImages,
        commands: {
            "rustSagemaker.local.stop": stopLocalServer({ runningUrl: server.runningUrl, stop: server.stop, ask, refresh }),
            "rustSagemaker.tree.refresh": async () => {
                refresh();
                refreshImages();
            },
            "rustSagemaker.tree.copyArn": copyArn({
                writeClipboard,
                selected: view.selected,
                tell: (message: string) => ask.tell(message),
            }),
        },
    };
}
