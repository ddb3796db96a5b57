/** VS Code keeps panels of this type over a reload of the window and hands them to the serializer that is registered for it. */
export const PANEL_TYPE = "rustSagemaker.panel";
