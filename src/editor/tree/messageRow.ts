import { type Place, placeName } from "../../core/place.ts";
import type { MessageNode } from "./nodes.ts";

/** What has further pages to load. */
export interface Paged {
    readonly place: Place;
    readonly of: "trainingJobs" | "endpoints" | "models";
}

/** A row that says something; with a command, a click on it does the obvious next thing. */
export function message(id: string, text: string, hint: string, icon: string, command?: MessageNode["command"]): MessageNode {
    return { kind: "message", id: `message/${id}`, text, hint, icon, ...(command !== undefined && { command }) };
}

/** The way back to all rows. */
export const CLEAR_FILTER = { id: "rustSagemaker.tree.clearFilter", title: "Clear Filter" };

/** The one row of a group of which the filter leaves nothing. */
export function nothingMatches(group: string): MessageNode {
    return message(`${group}/none`, "Nothing matches the filter", "clear it", "filter", CLEAR_FILTER);
}

/** The last row of a group of which only the newest are listed; `count` are shown. */
export function moreRow({ place, of }: Paged, count: number): MessageNode {
    const hint = count === 0 ? "none of those listed so far matches" : `${count} so far`;
    const command = { id: "rustSagemaker.tree.more", title: "Load More…", args: [{ place, of }] };
    return message(`${placeName(place)}/${of}/more`, "Load More…", hint, "ellipsis", command);
}
