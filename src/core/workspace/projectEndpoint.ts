import * as z from "zod/mini";
import { INSTANCE_TYPE } from "../resourceName.ts";
import { described } from "./described.ts";

const InstanceType = z.string().check(z.regex(INSTANCE_TYPE));

/** The block `endpoint` of sagemaker.json. */
export const EndpointSettings = z.strictObject({
    bin: described(z._default(z.string(), "serve"), "The binary that serves."),
    instanceType: described(z._default(InstanceType, "ml.m5.large"), "The instance type of endpoints."),
    examples: described(z.optional(z.string()), "A folder of request bodies that the panel offers, relative to this file."),
});
