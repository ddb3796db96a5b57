import * as z from "zod/mini";
import { type EndpointLook, RANGES } from "../core/endpoint/endpointCharts.ts";
import type { MetricChart } from "../core/job/metricCharts.ts";
import type { Answer } from "../core/request/invocation.ts";

const PlaceShape = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("local"), region: z.string() }),
    z.object({ kind: z.literal("aws"), profile: z.string(), region: z.string() }),
]);

/** What a panel is about. It is kept in the page's state, which is no safer than a message of the page. */
export const PanelSubject = z.object({
    place: PlaceShape,
    kind: z.enum(["job", "endpoint"]),
    name: z.string().check(z.maxLength(255)),
});
export type PanelSubject = z.infer<typeof PanelSubject>;

/** What a page keeps of itself; only the subject matters to the extension. */
export const KeptState = z.object({ subject: PanelSubject });

// VS Code carries them as bytes both ways.
const Body = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const requestId = z.int();
const contentType = z.string();

/** What the panel may ask of the extension. Parsed on arrival: a webview is a browser page and is not trusted. */
export const FromPanel = z.discriminatedUnion("type", [
    /** The page is there, for the first time or again, and knows nothing. */
    z.object({ type: z.literal("ready") }),
    z.object({ type: z.literal("send"), requestId, contentType, accept: z.optional(z.string()), body: Body }),
    z.object({ type: z.literal("cancel"), requestId }),
    z.object({ type: z.literal("useEditor") }),
    z.object({ type: z.literal("chooseFile") }),
    /** By its place in the list: two crates of a workspace may have examples of one name. */
    z.object({ type: z.literal("useExample"), index: z.int() }),
    /** Asks again for the body that came last: it was too large for the page to keep while it was hidden. */
    z.object({ type: z.literal("recallBody") }),
    z.object({ type: z.literal("saveAnswer"), contentType, body: Body }),
    z.object({ type: z.literal("openAnswer"), contentType, body: Body }),
    /** Takes the way out that the failure of this request offered. */
    z.object({ type: z.literal("followRemedy"), requestId }),
    /** How far back the endpoint's metrics go, and what is asked of its latency. */
    z.object({ type: z.literal("look"), hours: z.literal(RANGES), latency: z.enum(["average", "percentiles"]) }),
    /** Takes the way out of the present trouble. */
    z.object({ type: z.literal("followTrouble") }),
    z.object({ type: z.literal("deploy") }),
    z.object({ type: z.literal("tailLogs") }),
    z.object({ type: z.literal("openPanel"), kind: z.enum(["job", "endpoint"]), name: z.string() }),
]);
export type FromPanel = z.infer<typeof FromPanel>;

/** The job or endpoint as the panel's header shows it. */
export interface Overview {
    readonly kind: PanelSubject["kind"];
    readonly name: string;
    readonly placeName: string;
    /** SageMaker's own word, with the phase where there is one; undefined until it was read. */
    readonly status: string | undefined;
    /** How the status looks: text says the same. */
    readonly mood: "busy" | "good" | "bad" | "idle";
    readonly failureReason: string | undefined;
    /** It existed and does not any more. */
    readonly deleted: boolean;
    /** The job has a model that can be put behind an endpoint. */
    readonly deployable: boolean;
    /** The endpoint takes requests now. */
    readonly invocable: boolean;
    /** The largest body that the endpoint takes. */
    readonly maxBodyBytes: number;
    /** Of an endpoint: the job that made its model. Of a job: the endpoints that serve its model. */
    readonly related: readonly {
        readonly kind: PanelSubject["kind"];
        readonly name: string;
        readonly status: string | undefined;
    }[];
}

/** The metrics of a job, or why there are none. */
export interface MetricsView {
    readonly job: string;
    readonly state: "undefined" | "waiting" | "none" | "failed" | "drawn";
    /** Why they could not be read. */
    readonly message: string | undefined;
    readonly charts: readonly MetricChart[];
}

/** What instances did and what requests came to, or why nothing is drawn. */
export interface ActivityView {
    readonly kind: PanelSubject["kind"];
    readonly state: "waiting" | "none" | "failed" | "drawn";
    /** Why it could not be read. */
    readonly message: string | undefined;
    /** How one looks at an endpoint. */
    readonly look: EndpointLook | undefined;
    readonly charts: readonly MetricChart[];
}

/** A saved request body as a list shows it; its bytes are asked for when it is used. */
export interface ExampleView {
    readonly name: string;
    readonly contentType: string;
    readonly size: number;
    /** The bytes of a picture small enough to be shown beside its name. */
    readonly picture: Uint8Array | undefined;
}

/** What the extension tells the panel. Ours on both ends, so its type is enough. */
export type ToPanel =
    | { readonly type: "subject"; readonly subject: PanelSubject }
    | { readonly type: "overview"; readonly overview: Overview }
    /** The place cannot be read at the moment; undefined when it can be again. */
    | { readonly type: "trouble"; readonly message: string | undefined; readonly remedy: string | undefined }
    | { readonly type: "metrics"; readonly metrics: MetricsView }
    | { readonly type: "activity"; readonly activity: ActivityView }
    | { readonly type: "examples"; readonly examples: readonly ExampleView[] }
    | { readonly type: "body"; readonly name: string; readonly contentType: string; readonly body: Uint8Array }
    /** A request is on its way, also one that was sent before the page was hidden. */
    | {
          readonly type: "sending";
          readonly requestId: number;
          readonly elapsedMs: number;
          /** SageMaker has the request, and still loads the model. */
          readonly isLoading?: boolean;
      }
    | { readonly type: "answer"; readonly requestId: number; readonly answer: Answer }
    | { readonly type: "failure"; readonly requestId: number; readonly message: string; readonly remedy: string | undefined }
    | { readonly type: "cancelled"; readonly requestId: number }
    /** Something asked for that there is not, such as the text of an editor when none is open. */
    | { readonly type: "notice"; readonly message: string };
