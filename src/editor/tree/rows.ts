import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import { type Place, placeName } from "../../core/place.ts";
import { byDay, type OfDay } from "./days.ts";
import { type Filter, filterText, isEndpointWanted, isJobWanted } from "./filter.ts";
import { CLEAR_FILTER, message, moreRow, nothingMatches } from "./messageRow.ts";
import type { DayNode, EndpointNode, GroupNode, MessageNode, ResourceNode, TrainingJobNode } from "./nodes.ts";
import { problemRow } from "./problemRow.ts";
import type { PagedKind, Resources } from "./resources.ts";

/** What the rows of the tree are made from. */
export interface TreeState {
    readonly resourcesOf: (place: Place) => Resources;
    readonly filter: Filter;
    readonly isByDay: boolean;
    /** In milliseconds since 1970. */
    readonly now: number;
}

const CONNECT = { id: "rustSagemaker.account.connect", title: "Connect to AWS…" };
/** What is offered below a place is done there. */
const launchIn = (place: Place) => ({ ...LAUNCH, args: [{ kind: "group", place }] });
const deployTo = (place: Place) => ({ ...DEPLOY, args: [{ kind: "group", place }] });
const LAUNCH = { id: "rustSagemaker.job.start", title: "Launch Training Job…" };
const DEPLOY = { id: "rustSagemaker.endpoint.deploy", title: "Deploy Endpoint…" };

type ItemNode = TrainingJobNode | EndpointNode;
type OfPlace = Pick<GroupNode, "place" | "of">;
/** A row, and when its resource was created. */
interface Dated {
    readonly createdAt: Date;
    readonly row: ItemNode;
}

/** The rows below each node at one moment, from what was listed last; images and models are listed when they are opened. */
export class TreeRows {
    readonly #state: TreeState;
    readonly #byDay = new Map<string, readonly OfDay<Dated>[]>();

    constructor(state: TreeState) {
        this.#state = state;
    }

    below(node: ResourceNode): readonly ResourceNode[] {
        switch (node.kind) {
            case "place":
                return this.#placeRows(node.place);
            case "aws":
                return [
                    message("aws/connect", "Connect to AWS…", "choose a profile and a region", "plug", CONNECT),
                    { kind: "images", of: "aws" },
                ];
            case "group":
                return this.#groupRows(node);
            case "day": {
                const { items = [] } = this.#days(node).find(({ day }) => day.key === node.day.key) ?? {};
                return items.map(({ row }) => row);
            }
            default:
                return [];
        }
    }

    #placeRows(place: Place): readonly ResourceNode[] {
        const { isListed, problem, answeredAt } = this.#state.resourcesOf(place);
        const since = isListed && answeredAt !== undefined ? `stale since ${timeText(answeredAt)}` : undefined;
        const failed = problem === undefined ? [] : [problemRow(placeName(place), problem, since)];
        const images: ResourceNode = { kind: "images", of: place.kind };
        if (isListed) {
            return [
                ...failed,
                this.#group(place, "trainingJobs"),
                this.#group(place, "endpoints"),
                { kind: "models", place },
                images,
            ];
        }
        // Where nothing is known, empty lists would say that there is nothing. Images are asked for only when they are opened.
        const waiting = message(`${placeName(place)}/listing`, "Listing…", "", "loading~spin");
        return [...(problem === undefined ? [waiting] : failed), images];
    }

    #group(place: Place, of: PagedKind): GroupNode {
        const count = this.#days({ place, of }).reduce((sum, { items }) => sum + items.length, 0);
        const { jobs, endpoints } = this.#state.resourcesOf(place);
        return { kind: "group", place, of, count, hasMore: (of === "trainingJobs" ? jobs : endpoints).next !== undefined };
    }

    #groupRows(group: GroupNode): readonly ResourceNode[] {
        const days = this.#days(group);
        const more = group.hasMore ? [moreRow(group, group.count)] : [];
        if (days.length === 0) {
            return group.hasMore ? more : [this.#emptyRow(group)];
        }
        const rows: readonly ResourceNode[] = this.#state.isByDay
            ? days.map((one, index) => dayRow(group, one, index === 0))
            : days.flatMap(({ items }) => items.map(({ row }) => row));
        return [...rows, ...more];
    }

    #emptyRow({ place, of }: GroupNode): MessageNode {
        if (filterText(this.#state.filter) !== "") {
            return nothingMatches(`${placeName(place)}/${of}`);
        }
        if (of === "trainingJobs") {
            return message(`${placeName(place)}/noJobs`, "No training jobs yet", "launch one…", "rocket", launchIn(place));
        }
        const isDeployable = this.#state.resourcesOf(place).jobs.items.some(({ status }) => status === "Completed");
        return isDeployable
            ? message(`${placeName(place)}/noEndpoints`, "No endpoints yet", "deploy a completed job…", "rocket", deployTo(place))
            : message(`${placeName(place)}/noEndpoints`, "No endpoints yet", "a completed job can be deployed", "info");
    }

    /** Grouped once for each moment: with thousands of rows each day of theirs asks for it. */
    #days({ place, of }: OfPlace): readonly OfDay<Dated>[] {
        const key = `${placeName(place)}/${of}`;
        const days = this.#byDay.get(key) ?? byDay(this.#items({ place, of }), this.#state.now);
        this.#byDay.set(key, days);
        return days;
    }

    #items({ place, of }: OfPlace): readonly Dated[] {
        const { resourcesOf, filter } = this.#state;
        const { jobs, endpoints, reasons } = resourcesOf(place);
        if (of === "trainingJobs") {
            return jobs.items
                .filter((job) => isJobWanted(job, filter))
                .map((job) => dated(job, { kind: "trainingJob", place, job, failureReason: reasons.get(job.arn) }));
        }
        return endpoints.items
            .filter((endpoint) => isEndpointWanted(endpoint, filter))
            .map((endpoint) => dated(endpoint, { kind: "endpoint", place, endpoint, failureReason: reasons.get(endpoint.arn) }));
    }
}

/** What the tree is limited to, which nobody shall overlook. */
export function filterRow(filter: Filter): readonly MessageNode[] {
    const text = filterText(filter);
    return text === "" ? [] : [message("filter", `Filter: ${text}`, "clear", "filter-filled", CLEAR_FILTER)];
}

function dated({ createdAt }: TrainingJob | Endpoint, row: ItemNode): Dated {
    return { createdAt, row };
}

/** The newest day is open, and so is every one with something that runs; endpoints run until they are deleted. */
function dayRow({ place, of }: OfPlace, { day, items }: OfDay<Dated>, isNewest: boolean): DayNode {
    const isOpen = isNewest || items.some(({ row }) => (row.kind === "endpoint" ? true : isRunning(row.job)));
    return { kind: "day", place, of, day, count: items.length, isOpen };
}

/** Hours and minutes, in the user's way to write them. */
function timeText(at: number): string {
    return new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
