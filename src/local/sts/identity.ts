import { LOCAL_ACCOUNT } from "../../core/place.ts";
import type { QueryService } from "../protocol/awsQuery.ts";

/** The part of STS that every tool asks first: who am I. Credentials are not looked at, so everybody is the same user. */
export const SECURITY_TOKEN_SERVICE: QueryService = {
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    actions: {
        GetCallerIdentity: () => ({
            Arn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/local`,
            UserId: "AIDALOCALSAGEMAKER000",
            Account: LOCAL_ACCOUNT,
        }),
    },
};
