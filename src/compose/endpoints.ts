import { deleteEndpoint } from "../editor/commands/deleteEndpoint.ts";
import { deployEndpoint } from "../editor/commands/deployEndpoint.ts";
import { pickResource } from "../editor/commands/pickResource.ts";
import type { TrainingJobNode } from "../editor/tree/nodes.ts";
import { withProgress } from "../editor/progress.ts";
import { requireTrust } from "../editor/trust.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { Commands, Shared } from "./shared.ts";
import type { Sidebar } from "./sidebar.ts";

/** What has to do with endpoints. */
export interface EndpointParts {
    /** Deploys a job's model, with another image than the job's where one is given. */
    readonly deploy: (signal: AbortSignal, node?: TrainingJobNode, image?: string) => Promise<void>;
    readonly commands: Commands<"rustSagemaker.endpoint.deploy" | "rustSagemaker.endpoint.delete">;
}

/** Builds the commands that deploy and delete endpoints. */
export function endpoints({ connect, place }: Shared, { refresh }: Pick<Sidebar, "refresh">): EndpointParts {
    const { jobsIn, endpointsIn } = connect;
    const pickJob = pickResource({ place, list: async (one, signal) => (await jobsIn(one)).list(signal), ask });
    const pickEndpoint = pickResource({ place, list: async (one, signal) => (await endpointsIn(one)).list(signal), ask });
    const deploy = deployEndpoint({ jobsIn, endpointsIn, pick: pickJob, ask, progress: withProgress, refresh, requireTrust });
    return {
        deploy,
        commands: {
            "rustSagemaker.endpoint.deploy": async (signal, node) => deploy(signal, node),
            "rustSagemaker.endpoint.delete": deleteEndpoint({ endpointsIn, pick: pickEndpoint, ask, refresh }),
        },
    };
}
