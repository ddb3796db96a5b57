import type { EndpointRecord, HostedVariant } from "./endpointRecord.ts";

/** An endpoint as DescribeEndpoint answers it. */
export function describeEndpoint(endpoint: EndpointRecord): object {
    const { variants, CreationTime, LastModifiedTime, ...same } = endpoint;
    return {
        ...same,
        ProductionVariants: variants.map((hosted) => describeVariant(hosted, endpoint)),
        CreationTime: CreationTime / 1000,
        LastModifiedTime: LastModifiedTime / 1000,
    };
}

/** An endpoint as ListEndpoints answers it. */
export function summaryOf({ EndpointName, EndpointArn, EndpointStatus, CreationTime, LastModifiedTime }: EndpointRecord): object {
    return {
        EndpointName,
        EndpointArn,
        EndpointStatus,
        CreationTime: CreationTime / 1000,
        LastModifiedTime: LastModifiedTime / 1000,
    };
}

function describeVariant({ variant, model, resolvedImage }: HostedVariant, endpoint: EndpointRecord): object {
    const weight = variant.InitialVariantWeight;
    const serves = endpoint.EndpointStatus === "InService";
    return {
        VariantName: variant.VariantName,
        ...(resolvedImage !== undefined && {
            DeployedImages: [
                {
                    SpecifiedImage: model.PrimaryContainer.Image,
                    ResolvedImage: resolvedImage,
                    ResolutionTime: endpoint.CreationTime / 1000,
                },
            ],
        }),
        CurrentWeight: weight,
        DesiredWeight: weight,
        CurrentInstanceCount: serves ? variant.InitialInstanceCount : 0,
        DesiredInstanceCount: variant.InitialInstanceCount,
        ...(endpoint.EndpointStatus === "Creating" && {
            VariantStatus: [{ Status: "Creating", StartTime: endpoint.CreationTime / 1000 }],
        }),
    };
}
