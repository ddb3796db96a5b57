import { once } from "../core/once.ts";
import type { Preflight } from "../core/preflight/preflight.ts";
import type { Commands, Shared } from "./shared.ts";

/** What has to do with what must be well before money is spent. */
export interface PreflightParts {
    readonly preflight: Preflight;
    readonly commands: Commands<"rustSagemaker.role.choose" | "rustSagemaker.quota.requestIncrease">;
}

/** Builds the checks before a launch, and the commands that mend what they find; the code behind them is loaded when it is needed. */
export function preflightParts(shared: Shared): PreflightParts {
    const loaded = once(async () => (await import("./lazy/checks.ts")).checks(shared));
    // Only AWS asks for a role, and what was called on a row of AWS needs one wherever other commands run.
    const rolePlace = () => shared.account.current()?.place ?? shared.place();
    return {
        preflight: {
            training: async (plan, upcoming, signal) => (await loaded()).preflight.training(plan, upcoming, signal),
            endpoint: async (plan, upcoming, signal) => (await loaded()).preflight.endpoint(plan, upcoming, signal),
        },
        commands: {
            "rustSagemaker.role.choose": async (signal) => void (await (await loaded()).chooseRole(rolePlace(), signal)),
            "rustSagemaker.quota.requestIncrease": async (signal, wanted) =>
                (await loaded()).requestQuotaIncrease(signal, wanted),
        },
    };
}
