"""The CrossGuard policy pack: rules over AWS resources, judged by the Pulumi engine at every preview and update."""
