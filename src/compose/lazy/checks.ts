import { setTimeout as sleep } from "node:timers/promises";
import { chooseRole } from "../../editor/commands/account/chooseRole.ts";
import { createRole } from "../../editor/commands/account/createRole.ts";
import { requestQuotaIncrease } from "../../editor/commands/account/requestQuotaIncrease.ts";
import { showPreflight } from "../../editor/preflight/showPreflight.ts";
import { preflights } from "../../editor/preflight/preflights.ts";
import { withProgress } from "../../editor/progress.ts";
import { settings } from "../../editor/settings.ts";
import { applyRemedy } from "../../editor/showProblem.ts";
import { vscodeAsk as ask } from "../../editor/vscodeAsk.ts";
import type { Shared } from "../shared.ts";

const REST_MS = 2000;

/** Builds the checks before a launch, and what chooses roles and requests quotas; loaded when one of them is first needed. */
export function checks({ connect, connectQuietly, place, log, showJson }: Shared) {
    const { rolesIn, identityIn, repositoriesIn, quotasIn, pricesIn } = connect;
    const choose = chooseRole({
        rolesIn,
        create: createRole({
            rolesIn,
            identityIn,
            repositoriesIn,
            ask,
            showJson,
            progress: withProgress,
            rest: (signal) => sleep(REST_MS, undefined, { signal }),
        }),
        chosen: settings.executionRole,
        save: settings.setExecutionRole,
        ask,
        progress: withProgress,
        now: Date.now,
    });
    return {
        chooseRole: choose,
        requestQuotaIncrease: requestQuotaIncrease({ place, quotasIn, pricesIn, ask, progress: withProgress }),
        preflight: preflights({
            sources: { ...connectQuietly, budgetUsd: settings.budgetUsd },
            show: showPreflight,
            ask,
            applyRemedy: (remedy) => applyRemedy(remedy, log),
            chooseRole: choose,
        }),
    };
}
