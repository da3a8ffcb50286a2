using System.Security.Cryptography;

namespace Rectify.Workflow.App.People;

/// <summary>Passwords that a person types once and must then replace.</summary>
public static class OneTimePassword
{
    // No characters that are mistaken for one another when read aloud or copied from paper.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>A fresh one, about 93 bits strong, in groups of four.</summary>
    public static string New() => string.Join('-',
        Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));
}
