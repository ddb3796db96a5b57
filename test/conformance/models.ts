import { python } from "../local/foreignClients.ts";
import { type Operation, type ServiceModel, serviceModel } from "../local/conformance/serviceModel.ts";
import type { Exchange } from "../host/aws/recording.ts";

/** What botocore calls the services, by their names in signatures, where the two differ. */
const FOLDERS: Readonly<Record<string, string>> = {
    monitoring: "cloudwatch",
    servicequotas: "service-quotas",
    "sso-oauth": "sso-oidc",
    awsssoportal: "sso",
};

const models = new Map<string, ServiceModel>();

/** AWS's model of what an exchange is about; undefined where the service has no such operation. */
export function modelOf({ service, protocol, operation }: Exchange): { model: ServiceModel; of: Operation } | undefined {
    const folder = service === "sagemaker" && protocol === "rest-json" ? "sagemaker-runtime" : (FOLDERS[service] ?? service);
    const model = models.get(folder) ?? serviceModel(python, folder);
    models.set(folder, model);
    const of = model.operations[operation];
    return of === undefined ? undefined : { model, of };
}
