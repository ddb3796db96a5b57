import type { Capacity } from "../control/capacity.ts";
import type { ProgramNeeds } from "../runners/programNeeds.ts";

/** What running the programs of endpoints needs. */
export interface HostNeeds extends ProgramNeeds {
    readonly capacity: Capacity;
}
