using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Data;

/// <summary>The domain's typed ids are plain ids in the database.</summary>
internal static class IdConverters
{
    internal sealed class ForItem() : ValueConverter<ItemId, Guid>(id => id.Value, value => new(value));

    internal sealed class ForRound() : ValueConverter<RoundId, Guid>(id => id.Value, value => new(value));

    internal sealed class ForPerson() : ValueConverter<PersonId, Guid>(id => id.Value, value => new(value));

    internal sealed class ForUnit() : ValueConverter<UnitId, Guid>(id => id.Value, value => new(value));
}
