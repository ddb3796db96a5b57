import type { ListPage, ListQuery } from "../listing.ts";

/** A model as a listing shows it: an image and an artifact that an endpoint can be made of. */
export interface Model {
    readonly name: string;
    readonly arn: string;
    readonly createdAt: Date;
}

/** What DescribeModel tells of a model's first container. */
export interface ModelDetail extends Model {
    readonly image: string;
    /** Empty where the image brings the model along. */
    readonly modelArtifact: string;
    readonly roleArn: string;
}

/** The models of one place. */
export interface Models {
    page(query: ListQuery, signal: AbortSignal): Promise<ListPage<Model>>;
    describe(name: string, signal: AbortSignal): Promise<ModelDetail>;
}
