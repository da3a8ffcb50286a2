using System.Reflection;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Domain.Tests;

public sealed class WallsTests
{
    private static readonly Assembly Domain = typeof(RectificationItem).Assembly;

    [Fact]
    public void Domain_references_only_the_base_library() =>
        Assert.All(Domain.GetReferencedAssemblies(), used => Assert.StartsWith("System.", used.Name));

    [Fact]
    public void Every_public_class_is_sealed_static_or_a_closed_set() =>
        Assert.All(
            Domain.GetExportedTypes().Where(type => type.IsClass && !type.IsSealed),
            type => Assert.True(
                type.IsAbstract && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public).Length == 0,
                $"{type.Name} can be inherited from outside."));

    [Fact]
    public void Nothing_in_Domain_asks_for_a_clock() =>
        Assert.All(
            Domain.GetTypes().SelectMany(type => type.GetMethods(
                BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)),
            method => Assert.DoesNotContain(method.GetParameters(), parameter => parameter.ParameterType == typeof(TimeProvider)));
}
