import type { Images } from "../images/images.ts";
import type { LogStore } from "../store/logStore.ts";
import type { Objects } from "../store/objects.ts";
import type { Utilization } from "../utilization/utilization.ts";
import type { Runner } from "./runner.ts";

/** What running the programs of images needs, be they of jobs or of endpoints. */
export interface ProgramNeeds {
    readonly runner: Runner;
    readonly images: Images;
    readonly objects: Objects;
    readonly logs: LogStore;
    readonly utilization: Utilization;
    readonly report: (failure: unknown) => void;
}
