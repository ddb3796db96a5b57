import * as z from "zod/mini";
import { list, text } from "../protocol/shapes.ts";

/** A namespace does not begin with a colon. */
export const Namespace = text({ min: 1, max: 255, pattern: "[^:].*" });
/** Any text, as users name metrics in their MetricDefinitions. */
export const MetricName = text({ min: 1, max: 255 });
const DimensionName = text({ min: 1, max: 255 });
const DimensionValue = text({ min: 1, max: 1024 });

/** The dimensions of one metric, which belong to its identity. */
export const Dimensions = list(z.object({ Name: DimensionName, Value: DimensionValue }), 0, 30);

/** A dimension to look for; without a value, any metric that has it fits. */
export const DimensionFilters = list(z.object({ Name: DimensionName, Value: z.optional(DimensionValue) }), 0, 10);

/** Dimensions as the store keys them. */
export function dimensionsOf(
    dimensions: readonly { readonly Name: string; readonly Value: string }[] = [],
): Record<string, string> {
    return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}

/** The exception of CloudWatch for an input that breaks a constraint. */
export const INVALID_PARAMETER = "InvalidParameterValueException";

/** Exception → code of the query protocol that CloudWatch once spoke. */
export const CLOUDWATCH_QUERY_CODES = {
    InvalidParameterValueException: "InvalidParameterValue",
    InvalidParameterCombinationException: "InvalidParameterCombination",
    MissingRequiredParameterException: "MissingParameter",
    InvalidNextToken: "InvalidNextToken",
};
