/** Which resources of a kind to list. */
export interface ListQuery<Status extends string = never> {
    /** Part of the name; SageMaker takes letters, digits and hyphens, at most 63. */
    readonly nameContains?: string;
    /** Only what was created before. */
    readonly createdBefore?: Date;
    /** Only what is in this state. SageMaker heeds it after it has cut a page of training jobs, so that such pages are short or empty. */
    readonly status?: Status;
    /** The `next` of the page before, of the same query. */
    readonly next?: string;
}

/** At most a hundred resources, the newest first. A page may be empty and have a next one. */
export interface ListPage<T> {
    readonly items: readonly T[];
    /** Undefined where this page is the last one. */
    readonly next: string | undefined;
}
