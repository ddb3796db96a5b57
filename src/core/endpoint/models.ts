import type { ListPage, ListQuery } from "../listing.ts";

/** A model as a listing shows it: an image and an artifact that an endpoint can be made of. */
export interface Model {
    readonly name: string;
    readonly arn: string;
    readonly createdAt: Date;
}

/** The models of one place. */
export interface Models {
    page(query: ListQuery, signal: AbortSignal): Promise<ListPage<Model>>;
}
