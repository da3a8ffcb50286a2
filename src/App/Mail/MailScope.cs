using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Mail;

/// <summary>Whose mails a person may see, as a condition that the database evaluates.</summary>
internal static class MailScope
{
    extension(RectifyDb db)
    {
        /// <summary>
        /// An administrator sees all mails; supervisors, the secretary and auditors those to people of their units and about
        /// their units' items; a unit's leader those to the unit's people; everybody their own.
        /// </summary>
        public IQueryable<LedgerMail> MailsFor(Viewer viewer)
        {
            ArgumentNullException.ThrowIfNull(viewer);
            var mails = db.Mails.AsNoTracking();
            if (viewer.Is(Roles.Administrator))
            {
                return mails;
            }

            var units = viewer.UnitIds.ToArray();
            var people = db.Users.Where(person => units.Contains(person.UnitId)).Select(person => person.Id);
            return viewer.Is(Roles.Supervisor) || viewer.Is(Roles.Secretary) || viewer.Is(Roles.Reader)
                ? mails.Where(mail => mail.RecipientId == viewer.Id || people.Contains(mail.RecipientId)
                    || (mail.ItemId != null && db.ItemUnits.Any(scope => scope.ItemId == mail.ItemId && units.Contains(scope.UnitId))))
                : viewer.Is(Roles.UnitLeader)
                    ? mails.Where(mail => mail.RecipientId == viewer.Id || people.Contains(mail.RecipientId))
                    : mails.Where(mail => mail.RecipientId == viewer.Id);
        }
    }
}
