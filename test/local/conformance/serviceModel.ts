import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

/** A shape of one of AWS's service models, as botocore ships them. */
export interface Shape {
    readonly type: string;
    readonly required?: readonly string[];
    readonly members?: Readonly<Record<string, Member>>;
    readonly member?: Member;
    readonly key?: { readonly shape: string };
    readonly value?: { readonly shape: string };
    readonly enum?: readonly string[];
    readonly pattern?: string;
    readonly min?: number;
    readonly max?: number;
    /** A structure whose members are events of a stream, which is no document. */
    readonly eventstream?: boolean;
    readonly exception?: boolean;
    /** The code of an exception, where it is not its name. */
    readonly error?: { readonly code?: string };
}

/** A member of a shape, and in the protocols that do not put it into a body, where it stands and under which name. */
export interface Member {
    readonly shape: string;
    readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
    readonly locationName?: string;
}

/** An operation: how it is called, and the shapes that go in and out. */
export interface Operation {
    readonly http: { readonly requestUri: string };
    readonly input?: { readonly shape: string };
    readonly output?: { readonly shape: string };
}

/** AWS's own description of a service. */
export interface ServiceModel {
    readonly metadata: { readonly targetPrefix: string };
    readonly operations: Readonly<Record<string, Operation>>;
    readonly shapes: Readonly<Record<string, Shape>>;
}

/** Reads the model of a service from the botocore of a Python interpreter. */
export function serviceModel(python: string, service: string): ServiceModel {
    const directory = execFileSync(python, ["-c", "import botocore; print(botocore.__path__[0])"], { encoding: "utf8" }).trim();
    const versions = fs.readdirSync(path.join(directory, "data", service)).toSorted();
    const file = path.join(directory, "data", service, versions.at(-1) ?? "", "service-2.json.gz");
    const model: ServiceModel = JSON.parse(zlib.gunzipSync(fs.readFileSync(file)).toString());
    return model;
}

/** A shape by its name. */
export function shapeOf({ shapes }: ServiceModel, name: string): Shape {
    const shape = shapes[name];
    if (shape === undefined) {
        throw new Error(`The model has no such shape: ${name}`);
    }
    return shape;
}

/** A pattern that has to match as a whole; undefined for one that JavaScript cannot express. */
export function patternOf({ pattern }: Shape): RegExp | undefined {
    try {
        return pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, "su");
    } catch {
        return undefined;
    }
}
