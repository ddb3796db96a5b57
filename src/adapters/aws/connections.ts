import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Hosting } from "../../core/endpoint/hosting.ts";
import type { Models } from "../../core/endpoint/models.ts";
import type { ImageRepositories } from "../../core/image/push/imageRepositories.ts";
import type { Prices } from "../../core/instance/prices.ts";
import type { ServiceQuotas } from "../../core/instance/quotas.ts";
import type { LiveTail } from "../../core/logs/liveTail.ts";
import type { LogStreams } from "../../core/logs/logStreams.ts";
import type { Metrics } from "../../core/job/metrics.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { ObjectStore, UploadJournal } from "../../core/objectStore.ts";
import { perPlace, type Place } from "../../core/place.ts";
import type { ImageConfigs } from "../../core/preflight/imageConfigs.ts";
import type { Roles } from "../../core/preflight/roles.ts";
import type { Invoke } from "../../core/request/invocation.ts";
import { once } from "../../core/once.ts";
import type { WhoAmI } from "../../core/account/identity.ts";
import type { LocalUrl } from "./transport/clientConfig.ts";
import type { ClientOf, Clients, Surroundings } from "./clients.ts";
import type { AskMfaCode } from "./transport/credentials.ts";
import type { EndpointRequests } from "./sageMaker/endpointRequests.ts";
import type { SignIn } from "./transport/lastingClient.ts";
import { pace, type Pace } from "./transport/pace.ts";

type In<T> = (place: Place) => Promise<T>;

/** What can be asked of each place. A service's client is loaded and made when it is first needed, so that activation loads no SDK. */
export interface Connections {
    readonly jobsIn: In<TrainingJobs>;
    readonly endpointsIn: In<Endpoints>;
    readonly hostingIn: In<Hosting>;
    readonly endpointRequestsIn: In<EndpointRequests>;
    readonly modelsIn: In<Models>;
    readonly invokeIn: In<Invoke>;
    readonly streamsIn: In<LogStreams>;
    readonly liveTailIn: In<LiveTail>;
    readonly metricsIn: In<Metrics>;
    readonly storeIn: In<ObjectStore>;
    readonly repositoriesIn: In<ImageRepositories>;
    readonly identityIn: In<WhoAmI>;
    readonly quotasIn: In<ServiceQuotas>;
    readonly pricesIn: In<Prices>;
    readonly rolesIn: In<Roles>;
    readonly imageConfigsIn: In<ImageConfigs>;
}

/** The connections of a window. Those outside `quietly` are for what a person waits for: they wait in turn until a sign-in is renewed. */
export interface AllConnections extends Connections {
    /** For polls and tails: they fail at once where a sign-in has expired, with a problem whose remedy is to sign in. */
    readonly quietly: Connections;
    /** For signing in itself: they ask for the code of an MFA device where one is wanted, and wait for no other sign-in. */
    readonly signingIn: Connections;
    /** Has credentials and configuration read anew with the next call, because the files changed or somebody has signed in. */
    readonly renew: () => void;
}

/** What a window gives; whoever gives no `signIn` asks nobody, and an expired sign-in is a problem at once. */
interface Options extends Partial<Omit<Surroundings, "localUrl">> {
    readonly signIn?: SignIn;
    /** Throws the problem, and is told of it where nobody waits. */
    readonly refuse?: SignIn;
    readonly askMfaCode?: AskMfaCode;
    readonly uploads?: UploadJournal;
}

/** Connects to places. */
export function connections(
    localUrl: LocalUrl,
    {
        refuse = (problem) => Promise.reject(problem),
        signIn = refuse,
        askMfaCode,
        uploads = NO_UPLOADS,
        ...surroundings
    }: Options = {},
): AllConnections {
    let made: Clients | undefined;
    const loaded = once(async () => {
        const { clients } = await import("./clients.ts");
        return (made = clients({ ...NO_SURROUNDINGS, ...surroundings, localUrl }));
    });
    // One for all that is read of a place, whoever waits for it.
    const paces = perPlace(async ({ kind }) => pace(kind === "local" ? Infinity : LOG_READS_PER_SECOND));
    const connected = (waitForSignIn: SignIn, askCode?: AskMfaCode) =>
        connect(async (place) => (await loaded()).in(place, waitForSignIn, askCode), paces, uploads);
    return {
        ...connected(signIn, askMfaCode),
        quietly: connected(refuse),
        signingIn: connected(refuse, askMfaCode),
        renew: () => made?.renew(),
    };
}

/** Who uploads without a journal leaves it to the bucket's own rules what becomes of parts that a crash left there. */
const NO_UPLOADS: UploadJournal = { add() {}, leave() {}, remove() {}, abandoned: () => [] };

const NO_SURROUNDINGS = { proxy: () => ({ address: "", direct: [] }), answered: () => {}, log: () => {} };

/** GetLogEvents is allowed ten times a second in the smallest regions; Local SageMaker has no limit. */
const LOG_READS_PER_SECOND = 10;

function connect(clientsIn: In<ClientOf>, pacesIn: In<Pace>, uploads: UploadJournal): Connections {
    const identityIn = perPlace(async (place) => (await import("./callerIdentity.ts")).callerIdentity(await clientsIn(place)));
    return {
        jobsIn: perPlace(async (place) =>
            (await import("./sageMaker/sageMakerTrainingJobs.ts")).sageMakerTrainingJobs(await clientsIn(place)),
        ),
        endpointsIn: perPlace(async (place) =>
            (await import("./sageMaker/sageMakerEndpoints.ts")).sageMakerEndpoints(await clientsIn(place)),
        ),
        hostingIn: perPlace(async (place) =>
            (await import("./sageMaker/sageMakerHosting.ts")).sageMakerHosting(await clientsIn(place)),
        ),
        endpointRequestsIn: perPlace(async (place) =>
            (await import("./sageMaker/endpointRequests.ts")).endpointRequests(await clientsIn(place)),
        ),
        modelsIn: perPlace(async (place) =>
            (await import("./sageMaker/sageMakerModels.ts")).sageMakerModels(await clientsIn(place)),
        ),
        invokeIn: perPlace(async (place) =>
            (await import("./sageMaker/sageMakerRuntime.ts")).sageMakerRuntime(await clientsIn(place)),
        ),
        liveTailIn: perPlace(async (place) => (await import("./liveTail.ts")).liveTail(await clientsIn(place))),
        streamsIn: perPlace(async (place) =>
            (await import("./cloudWatchLogs.ts")).cloudWatchLogs(await clientsIn(place), await pacesIn(place)),
        ),
        metricsIn: perPlace(async (place) =>
            (await import("./cloudWatchMetrics.ts")).cloudWatchMetrics(await clientsIn(place), periodOf(place)),
        ),
        storeIn: perPlace(async (place) => {
            const needs = { place, journal: uploads, whoAmI: await identityIn(place) };
            return (await import("./s3/s3.ts")).s3(await clientsIn(place), needs);
        }),
        repositoriesIn: perPlace(async (place) => (await import("./ecr/ecr.ts")).ecr(await clientsIn(place))),
        identityIn,
        quotasIn: perPlace(async (place) => (await import("./serviceQuotas.ts")).serviceQuotas(await clientsIn(place))),
        pricesIn: perPlace(async (place) =>
            place.kind === "local" ? NO_PRICES : (await import("./pricing.ts")).pricing(await clientsIn(place), place.region),
        ),
        rolesIn: perPlace(async (place) => (await import("./iam.ts")).iam(await clientsIn(place))),
        imageConfigsIn: perPlace(async (place) =>
            (await import("./ecr/ecrImageConfigs.ts")).ecrImageConfigs(await clientsIn(place)),
        ),
    };
}

/** This machine costs nothing. */
const NO_PRICES: Prices = { perHour: async () => undefined };

/** SageMaker publishes a metric each minute; Local SageMaker has each point at once, and keeps it to the second. */
function periodOf({ kind }: Place): number {
    return kind === "local" ? 1 : 60;
}
