/**
 * A refusal in AWS's terms: `name` is the exception of the API model, so that every SDK raises it as its own.
 * `fields` are further members of the error's shape (for example OriginalStatusCode of a ModelError).
 */
export class ApiError extends Error {
    readonly status: number;
    readonly fields: Readonly<Record<string, unknown>>;

    constructor(name: string, message: string, options: { status?: number; fields?: Record<string, unknown> } = {}) {
        super(message);
        this.name = name;
        this.status = options.status ?? 400;
        this.fields = options.fields ?? {};
    }
}
