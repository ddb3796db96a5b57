import * as z from "zod/mini";
import { createHash } from "node:crypto";
import { ApiError } from "../protocol/apiError.ts";
import type { JsonService } from "../protocol/awsJson.ts";
import { integer, list, text } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import { jsonFile } from "../jsonFile.ts";

const Filter = z.object({
    Type: z.enum(["TERM_MATCH", "EQUALS", "CONTAINS", "ANY_OF", "NONE_OF"]),
    Field: text({ min: 1, max: 1024 }),
    Value: text({ min: 1, max: 1024 }),
});
const GetProducts = z.object({
    ServiceCode: z.string(),
    Filters: z.optional(list(Filter, 0, 50)),
    FormatVersion: z._default(text({ min: 1, max: 32 }), "aws_v1"),
    NextToken: z.optional(z.string()),
    MaxResults: z._default(integer(1, 100), 100),
});

/** Region → component (`Training`, `Hosting`) → instance type → US dollars per hour. */
const Prices = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number().check(z.gte(0)))));
type Prices = z.output<typeof Prices>;

/** What a product is found by. Which attributes SageMaker's products have could not be confirmed; these were seen. */
type Attributes = Readonly<Record<string, string>>;

interface Product {
    readonly attributes: Attributes;
    readonly usd: number;
}

/** The beginning of a usage type: what the price list calls the component. */
const USAGES: Readonly<Record<string, string>> = {
    Training: "Train",
    Hosting: "Host",
    Transform: "Tsform",
    Processing: "Processing",
};

/** AWS Price List, with SageMaker's instances at the prices of a file, which is read again when it changes; without a file there are no products. */
export function priceList(file: string | undefined, report: (failure: unknown) => void): JsonService {
    const prices = file === undefined ? undefined : jsonFile<Prices>(file, {}, (json) => Prices.parse(json), report);
    return {
        operations: {
            GetProducts(input) {
                const request = parse(GetProducts, input, "InvalidParameterException");
                if (request.FormatVersion !== "aws_v1") {
                    throw new ApiError(
                        "InvalidParameterException",
                        `The format version is not supported: ${request.FormatVersion}`,
                    );
                }
                const all = request.ServiceCode === "AmazonSageMaker" ? productsOf(prices?.read() ?? {}) : [];
                const found = all.filter(({ attributes }) =>
                    (request.Filters ?? []).every((filter) => matches(attributes, filter)),
                );
                const start = request.NextToken === undefined ? 0 : offsetOf(request.NextToken);
                const end = start + request.MaxResults;
                return {
                    FormatVersion: "aws_v1",
                    PriceList: found.slice(start, end).map((product) => JSON.stringify(entryOf(product))),
                    ...(end < found.length && { NextToken: String(end) }),
                };
            },
        },
    };
}

function productsOf(prices: Prices): readonly Product[] {
    return Object.entries(prices).flatMap(([regionCode, components]) =>
        Object.entries(components).flatMap(([component, instances]) =>
            Object.entries(instances).map(([instanceName, usd]) => ({
                usd,
                attributes: {
                    servicecode: "AmazonSageMaker",
                    regionCode,
                    component,
                    instanceName,
                    instanceType: instanceName,
                    usagetype: `${regionCode}-${USAGES[component] ?? component}:${instanceName}`,
                    operation: "RunInstance",
                },
            })),
        ),
    );
}

function matches(attributes: Attributes, { Type, Field, Value }: z.output<typeof Filter>): boolean {
    const value =
        Field === "ServiceCode" ? attributes["servicecode"] : Object.hasOwn(attributes, Field) ? attributes[Field] : undefined;
    switch (Type) {
        case "TERM_MATCH":
        case "EQUALS":
            return value === Value;
        case "CONTAINS":
            return value?.includes(Value) ?? false;
        case "ANY_OF":
            return value !== undefined && Value.split(",").includes(value);
        case "NONE_OF":
            return value === undefined || !Value.split(",").includes(value);
    }
}

function offsetOf(token: string): number {
    if (!/^\d{1,9}$/.test(token)) {
        throw new ApiError("InvalidNextTokenException", "The pagination token is invalid. Try again without a pagination token.");
    }
    return Number(token);
}

/** A product and its on-demand price, nested as in AWS's own offer files. */
function entryOf({ attributes, usd }: Product): object {
    const sku = createHash("sha256").update(JSON.stringify(attributes)).digest("hex").slice(0, 16).toUpperCase();
    const term = `${sku}.JRTCKXETXF`;
    return {
        product: { productFamily: "ML Instance", attributes, sku },
        serviceCode: "AmazonSageMaker",
        terms: {
            OnDemand: {
                [term]: {
                    priceDimensions: {
                        [`${term}.6YS6EN2CT7`]: {
                            unit: "Hrs",
                            endRange: "Inf",
                            description: `$${usd} per hour for ${attributes["component"]} ${attributes["instanceName"]}`,
                            appliesTo: [],
                            rateCode: `${term}.6YS6EN2CT7`,
                            beginRange: "0",
                            pricePerUnit: { USD: usd.toFixed(10) },
                        },
                    },
                    sku,
                    effectiveDate: "2026-11-01T00:00:00Z",
                    offerTermCode: "JRTCKXETXF",
                    termAttributes: {},
                },
            },
        },
        version: "20261101000000",
        publicationDate: "2026-11-01T00:00:00Z",
    };
}
