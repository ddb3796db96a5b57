import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Models } from "../../core/endpoint/models.ts";
import type { ImageRepositories } from "../../core/image/push/imageRepositories.ts";
import type { LogStreams } from "../../core/job/logStreams.ts";
import type { TrainingMetrics } from "../../core/job/metrics.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { ObjectStore } from "../../core/objectStore.ts";
import { perPlace, type Place } from "../../core/place.ts";
import type { Invoke } from "../../core/request/invocation.ts";
import { clientConfig, type LocalUrl } from "./clientConfig.ts";

type In<T> = (place: Place) => Promise<T>;

/** What can be asked of each place. A service's client is loaded and made when it is first needed, so that activation loads no SDK. */
export interface Connections {
    readonly jobsIn: In<TrainingJobs>;
    readonly endpointsIn: In<Endpoints>;
    readonly modelsIn: In<Models>;
    readonly invokeIn: In<Invoke>;
    readonly streamsIn: In<LogStreams>;
    readonly metricsIn: In<TrainingMetrics>;
    readonly storeIn: In<ObjectStore>;
    readonly repositoriesIn: In<ImageRepositories>;
}

export function connections(localUrl: LocalUrl): Connections {
    const config = (place: Place) => clientConfig(place, localUrl);
    return {
        jobsIn: perPlace(async (place) => (await import("./sageMakerTrainingJobs.ts")).sageMakerTrainingJobs(config(place))),
        endpointsIn: perPlace(async (place) => (await import("./sageMakerEndpoints.ts")).sageMakerEndpoints(config(place))),
        modelsIn: perPlace(async (place) => (await import("./sageMakerModels.ts")).sageMakerModels(config(place))),
        invokeIn: perPlace(async (place) => (await import("./sageMakerRuntime.ts")).sageMakerRuntime(config(place))),
        streamsIn: perPlace(async (place) => (await import("./cloudWatchLogs.ts")).cloudWatchLogs(config(place))),
        metricsIn: perPlace(async (place) =>
            (await import("./cloudWatchMetrics.ts")).cloudWatchMetrics(config(place), periodOf(place)),
        ),
        storeIn: perPlace(async (place) => (await import("./s3.ts")).s3(config(place))),
        repositoriesIn: perPlace(async (place) => (await import("./ecr.ts")).ecr(config(place))),
    };
}

/** SageMaker publishes a metric each minute; Local SageMaker has each point at once, and keeps it to the second. */
function periodOf({ kind }: Place): number {
    return kind === "local" ? 1 : 60;
}
