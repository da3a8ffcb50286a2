using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class DescriptorTests
{
    [Fact]
    public void Every_activity_and_each_of_its_inputs_says_what_it_is_for() => Assert.Empty(ActivityCatalog.Default.Descriptors
        .SelectMany(descriptor => descriptor.Inputs.Where(input => string.IsNullOrWhiteSpace(input.Description)).Select(input => $"{descriptor.Type}.{input.Name}")
            .Concat(string.IsNullOrWhiteSpace(descriptor.Description) ? [descriptor.Type] : [])));

    [Fact]
    public void No_type_is_there_twice() => Assert.Equal(
        ActivityCatalog.Default.Descriptors.Length, ActivityCatalog.Default.Descriptors.Select(descriptor => (descriptor.Type, descriptor.Version)).Distinct().Count());
}
