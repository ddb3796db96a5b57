import { isRecord } from "./json.ts";

/** Where jobs and endpoints run. The same calls go to both. */
export type Place = { readonly kind: "local"; readonly region: string } | AwsPlace;

/** A region of AWS, as one profile sees it. */
export interface AwsPlace {
    readonly kind: "aws";
    /** Empty for the credentials that the SDK finds by itself. */
    readonly profile: string;
    readonly region: string;
}

/** The place on the user's own machine. Its address changes with each start of Local SageMaker and is asked for when it is needed. */
export const LOCAL: Place = { kind: "local", region: "us-east-1" };

/** The account that every ARN of Local SageMaker carries, so that nobody takes one for an ARN of AWS. */
export const LOCAL_ACCOUNT = "000000000000";

/** The role that what runs on this machine is said to run under; nothing here asks for its rights. */
export const LOCAL_ROLE = `arn:aws:iam::${LOCAL_ACCOUNT}:role/LocalSageMaker`;

/** Whether a value that was kept is a place. */
export function isPlace(value: unknown): value is Place {
    return (
        isRecord(value) &&
        typeof value["region"] === "string" &&
        (value["kind"] === "local" || (value["kind"] === "aws" && typeof value["profile"] === "string"))
    );
}

/** Tells places apart, and is what the user reads. */
export function placeName(place: Place): string {
    if (place.kind === "local") {
        return "Local";
    }
    return place.profile === "" ? `AWS ${place.region}` : `AWS ${place.region} (${place.profile})`;
}

/** What the user has chosen of AWS, in words: nothing means what AWS's own tools would take. */
export function accountText(profile: string, region: string): string {
    return [profile, region].filter((part) => part !== "").join(" · ") || "default profile";
}

/** Connects to each place once, when first asked; a connection that failed is tried anew the next time. */
export function perPlace<T>(connect: (place: Place) => Promise<T>): (place: Place) => Promise<T> {
    const connected = new Map<string, Promise<T>>();
    return (place) => {
        const name = placeName(place);
        const connection = connected.get(name) ?? connect(place);
        connected.set(name, connection);
        connection.catch(() => connected.delete(name));
        return connection;
    };
}
