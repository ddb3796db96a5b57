import { showTarget } from "../editor/commands/showTarget.ts";
import type { Tails } from "../editor/logs/tailTarget.ts";
import type { Panels } from "../editor/panels/panels.ts";
import { pickers } from "./pickers.ts";
import type { Commands, Shared } from "./shared.ts";

interface Needs {
    readonly tails: Tails;
    readonly panels: Pick<Panels, "open">;
}

type Ids = "rustSagemaker.job.logs" | "rustSagemaker.job.metrics" | "rustSagemaker.endpoint.logs" | "rustSagemaker.request.open";

/** Builds the commands that show the logs and the panel of a job or an endpoint. */
export function targets(shared: Shared, { tails, panels }: Needs): Commands<Ids> {
    const target = showTarget({ ...pickers(shared), tails, panels });
    return {
        "rustSagemaker.job.logs": target.jobLogs,
        "rustSagemaker.job.metrics": target.jobMetrics,
        "rustSagemaker.endpoint.logs": target.endpointLogs,
        "rustSagemaker.request.open": target.request,
    };
}
